// SPDX-License-Identifier: MIT
#pragma once
// What the outgoings of a running route have settled, and what of it is kept in the store: the
// checkpoint once everything before it is settled everywhere; what is settled behind it, too.
//
// Records bear the numbers in which the route gave them out, from 0 on in each run.

#include "run/delivery.hpp"
#include "run/settled_numbers.hpp"
#include "services/masker.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace host {

// Any thread, once it is started.
class Ledger {
 public:
  // A dry run keeps nothing.
  Ledger(std::string route, Store& store, const Masker& masker, bool dry_run);

  // What earlier runs kept, or an empty position. No more once it is started.
  const RoutePosition& kept() const { return kept_; }
  // From the start: nothing of earlier runs counts. Kept before any sink is touched, so that a
  // crash in between cannot leave a position that is not the sink's any more.
  void begin_anew();

  struct Outgoing {
    std::string name;
    std::string sink;         // where it stands; empty when it cannot be cut back
    OutgoingPosition earlier; // what earlier runs settled
  };
  // The outgoings go by their places from here on. Keeps where the sinks stand.
  void start(const std::vector<Outgoing>& outgoings);
  bool started() const { return started_; }

  // Takes so many records in; gives the number of the first.
  std::uint64_t take(std::uint64_t records);
  // Settled by an earlier run: to be passed over.
  const SettledNumbers& earlier(std::size_t outgoing) const { return entries_[outgoing].earlier; }
  // A checkpoint behind the records taken in so far, with the parts that changed, and the tasks of
  // records that were rejected before any outgoing. Gives its number.
  std::uint64_t mark(std::string checkpoint, PartChanges parts, std::vector<Task> rejected);
  // The incoming has no more: what an earlier run was told of later records means nothing any more.
  void end();

  void settle(std::size_t outgoing, SettledRecords settled);
  // A sink that can be cut back stands here with all records before the mark.
  void flushed(std::size_t outgoing, std::uint64_t mark, const std::string& sink);

  // Keeps what was settled so far. Throws std::runtime_error.
  void keep();
  // How many marks are kept.
  std::uint64_t marks_kept();

  // A part of the checkpoint as it was marked last, kept or not; nothing when there is none.
  std::optional<std::string> part(std::string_view name);

 private:
  struct Entry {
    std::string name;
    bool can_be_cut_back = false;
    SettledNumbers earlier, settled;
    std::vector<std::pair<std::uint64_t, Task>> failed; // not kept yet, by number
  };
  struct Mark {
    std::uint64_t end; // number of the first record behind it
    std::string checkpoint;
    PartChanges parts;
    std::vector<Task> rejected;
    std::map<std::string, std::string> sinks; // that were flushed there
  };
  bool is_settled(const Mark& mark) const;
  std::size_t settled_marks() const;
  RoutePosition position_at(std::size_t marks, std::uint64_t base) const;
  std::vector<Task> failed_until(std::size_t marks, std::uint64_t base) const;
  void forget(std::size_t marks, std::uint64_t base);

  const std::string route_;
  Store& store_;
  const Masker& masker_;
  const bool dry_run_;
  bool started_ = false;

  std::mutex mutex_; // guards all below
  RoutePosition kept_;
  std::uint64_t base_ = 0; // number of the first record behind the kept checkpoint
  std::uint64_t next_ = 0;
  std::vector<Entry> entries_;
  std::deque<Mark> marks_; // not kept yet
  std::uint64_t marks_kept_ = 0;
  PartChanges unkept_; // of a dry run
};

} // namespace host
