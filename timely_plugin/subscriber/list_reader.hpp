// SPDX-License-Identifier: MIT
#pragma once
// Reads one list to its end while others change it: every row that is there all the time comes
// once. How, and why that holds: README.md, "A list that moves".

#include "subscriber/fetcher.hpp"
#include "subscriber/page_plan.hpp"
#include "subscriber/page_source.hpp"
#include "subscriber/seen_keys.hpp"
#include "subscriber/settings.hpp"

#include <chrono>
#include <deque>

namespace timely {

// How far a list has been read; enough to go on in another process.
struct ListPosition {
  std::int64_t index = 0;          // rows before it are done with; unpaged: of the one answer
  std::optional<std::int64_t> cap; // rows that the server gives at most, once known
  std::string mark;                // greatest key given, in a list sorted by it
  bool sorted = true;              // by key, as far as was seen
  bool aligned = false;            // the server knows no sizes but one
  bool moved = false;              // it changed under the reader, who has to look again
  std::vector<std::string> keys;   // the latest that were given, where there is no mark
  bool all_keys = true;            // `keys` are all of them
  bool complete = false;
};

class ListReader {
 public:
  // Begins, or goes on at a position that an earlier reader gave. What it is made from must outlive
  // it.
  ListReader(const ReadSettings& settings, PageSource& source, const hif::sdk::Host& host,
             const ListPosition& from = {});

  // The rows not given before of the next page; null at the end. A page may have none. Throws
  // hif::sdk::Error.
  struct Rows {
    std::shared_ptr<const Page> page;
    std::vector<std::uint32_t> fresh; // into page->records()
  };
  const Rows* next(const hif::sdk::Call& call);
  // Sends the request that next() will need, unless it is under way.
  void begin(const hif::sdk::Call& call);
  // next() will not have to wait for an answer.
  bool is_ready() const;
  // The first `count` of the fresh rows that next() gave are done with; all of them at the latest
  // when it is called again.
  ListPosition position(std::size_t count) const;

  // The whole list was read: nothing was left out by max_pages or a dry run.
  bool complete() const { return complete_; }
  // Everything is given, so that next() would only say so.
  bool at_end() const { return ended_; }
  // The answer was one object, not a list.
  bool single() const { return single_; }
  std::uint64_t pages() const { return pages_; }
  std::uint64_t requests() const { return requests_; }

 private:
  // What of the latest keys a checkpoint has room for.
  static constexpr std::size_t most_key_bytes = 24 * 1024;

  struct Ahead {
    Range range;
    std::unique_ptr<Fetcher::Asked> asked;
  };
  enum class Verdict { give, discard };

  const Rows* read_unpaged(const hif::sdk::Call& call);
  std::shared_ptr<const Page> take(const hif::sdk::Call& call, Range& range);
  std::optional<Range> planned_after(std::int64_t end, bool must);
  bool ask_ahead(const hif::sdk::Call& call, bool must);
  Received wait_for(const hif::sdk::Call& call, Fetcher::Asked& asked);
  bool looks_like_the_last(std::size_t bytes) const;
  void begin_rows(std::shared_ptr<const Page> page, const Range& range);
  void leave_rows();
  void remember(std::string key);

  Verdict judge(const hif::sdk::Call& call);
  Verdict judge_overlap(const hif::sdk::Call& call, bool first);
  void judge_aligned();
  void learn(std::int64_t rows);
  void leave_order();
  bool page_is_sorted() const;
  bool touches_what_was_read();
  bool is_resumed(const PageRecord& record) const;
  void choose_fresh();
  void step_back();
  void go_aligned(std::int64_t size);
  bool knows_one_size_only(const hif::sdk::Call& call);
  void guard();
  bool needs_look() const;
  bool look_again();

  const ReadSettings& settings_;
  PageSource& source_;
  const hif::sdk::Host& host_;

  // Where in the list.
  PagePlan plan_;
  std::int64_t base_ = 0;       // first row that is wanted
  std::int64_t size_ = 0;       // rows asked for at a time
  std::int64_t most_given_ = 0; // rows that the server is known to give when asked for as many
  std::int64_t longest_ = 0;    // that a range may be where a good one is not to be had otherwise
  std::int64_t end_ = 0;        // rows before it are read
  std::int64_t seek_ = 0;       // where to look for the next row to read: end_, or before it
  std::int64_t back_ = 0;       // rows stepped back in search of the seam
  bool begun_ = false, ended_ = false, complete_ = false, single_ = false;
  bool stopped_ = false; // before the end

  // What is known about the list.
  bool sorted_ = true;      // by its key
  bool aligned_ = false;    // pages cannot overlap
  bool sizes_work_ = false; // a page of another size fitted
  bool unsure_ = false;     // pages cannot overlap although the list may move
  bool moved_ = false;
  bool keyless_ = false; // a row without a key was met
  bool looking_again_ = false, found_again_ = false;
  bool rereading_ = false; // a list of which an earlier process gave some
  int rounds_ = 0;
  std::optional<std::uint64_t> first_keys_; // of the first page

  // What was read.
  std::optional<std::uint64_t> mark_, resumed_mark_; // greatest key, in a sorted list
  SeenKeys seen_;
  bool seen_complete_ = true; // it has all that was given, also by an earlier process
  std::deque<std::string> latest_keys_;
  std::size_t latest_bytes_ = 0;
  bool all_keys_ = true; // latest_keys_ are all that were given
  std::uint64_t pages_ = 0, fresh_pages_ = 0, requests_ = 0;
  std::uint64_t resumed_row_ = 0; // unpaged
  int stale_pages_ = 0, all_stale_pages_ = 0;
  std::string stale_first_;

  Rows rows_;
  Range range_;                              // of rows_
  std::optional<std::uint64_t> mark_before_; // rows_

  // What is asked ahead.
  std::deque<Ahead> ahead_;
  std::unique_ptr<Fetcher::Asked> whole_; // unpaged: the one answer
  std::int64_t planned_end_ = 0;
  std::size_t depth_ = 1;
  int waits_ = 0;
  std::chrono::steady_clock::time_point last_answer_;
  std::size_t usual_bytes_ = 0; // of a page
};

} // namespace timely
