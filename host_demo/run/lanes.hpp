// SPDX-License-Identifier: MIT
#pragma once
// Lanes: each delivers strictly in order, and waits for no other. Started on threads of their own,
// they leave the caller to what it reads meanwhile; else they work on the thread of the caller.

#include "run/delivery.hpp"
#include "run/ledger.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace host {

// Records for one delivery of a lane.
struct Part {
  std::vector<hif_record> records; // when they are not a whole batch: `batch` refers to them
  RecordNumbers numbers;
  hif_batch batch{};
};

// What a lane is given to do.
struct Work {
  std::shared_ptr<const void> held;    // what the records lie in
  std::uint64_t held_bytes = 0;        // how much that is
  std::vector<Part> parts;             // one for each delivery of the lane, or none
  bool flush = false;                  // then settle everything and keep it
  std::optional<std::uint64_t> mark{}; // of the ledger, behind what was given so far
};

class Lanes {
 public:
  struct Member {
    Delivery* delivery;
    std::size_t outgoing;       // its place in the ledger
    std::uint64_t most_records; // that it is given before what became of them is kept
  };

  explicit Lanes(Ledger& ledger) : ledger_(ledger) {}
  Lanes(const Lanes&) = delete;
  ~Lanes() { stop(); }

  // Before start(). Its members get each record one after another, in this order.
  void add(std::vector<Member> members);
  std::size_t size() const { return lanes_.size(); }
  // A thread for each.
  void start();
  bool started() const { return !lanes_.empty() && lanes_.front()->thread.joinable(); }

  // Does it, and throws Failure when the lane cannot go on; or leaves it to the lane's thread, and
  // waits while that has much to do. What a lane is given that cannot go on is left undone.
  void give(std::size_t lane, Work work);
  // Throws Failure when a lane with a thread of its own cannot go on.
  void check();
  // Waits until all that was given is done. Throws Failure when it is not.
  void finish();
  // Ends the threads: those that can go on do first what they were given, unless the user
  // interrupts.
  void stop() noexcept;

 private:
  struct Lane {
    bool has_room(std::uint64_t records, std::uint64_t bytes) const;
    bool is_half_empty() const;

    std::vector<Member> members;
    std::deque<Work> waiting;
    std::uint64_t waiting_records = 0, waiting_bytes = 0;
    bool at_work = false;
    std::optional<std::uint64_t> untold{}; // mark at which its sinks stand, of which they know not
                                           // yet that it is kept
    std::exception_ptr failure{};
    std::thread thread{};
  };
  void work_off(Lane& lane);
  void do_work(Lane& lane, const Work& work);
  void write(const Member& member, const Part& part);
  void tell_kept(Lane& lane);
  void drop(Lane& lane);
  void throw_if_failed() const;

  Ledger& ledger_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::mutex mutex_; // guards what waits, what is at work, failures, and the flags
  std::condition_variable given_, done_;
  bool closing_ = false, failed_ = false, dropped_ = false;
};

} // namespace host
