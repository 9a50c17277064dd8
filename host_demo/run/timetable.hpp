// SPDX-License-Identifier: MIT
#pragma once
// Which route runs when: schedules, one run of a route at a time, missed runs once, and pauses
// after a vendor that could not be reached. It is told the time, and keeps none.

#include "config/schedule.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace host {

// Not for two threads at once. Times are microseconds since 1970.
class Timetable {
 public:
  // The pause before a run is tried again is left to chance, up to a bound that doubles from the
  // first to the longest: after an outage many hosts would come back at the same moment
  // ("full jitter").
  static constexpr std::int64_t first_pause_us = 30'000'000, longest_pause_us = 900'000'000;
  // Gives a pause from 0 to its argument.
  using Jitter = std::function<std::int64_t(std::int64_t most_us)>;
  static Jitter jitter(std::uint64_t seed);
  // A clock that is set back by less lets nothing run twice; by more, the new time counts.
  static constexpr std::int64_t trusted_back_us = 3 * 3'600'000'000LL;

  enum class Outcome {
    over,       // done or failed: the next run is the schedule's
    try_again,  // what it needs could not be reached, or was in use
    interrupted // to be taken up again by the next process
  };

  explicit Timetable(Jitter jitter = Timetable::jitter(std::random_device{}()))
      : jitter_(std::move(jitter)) {}

  // `last_us`: when it was last over, 0 when it never was: then it is first due by its schedule
  // after `now_us`. `holds`: what no two runs may have at once.
  void add(const std::string& route, Schedule schedule, std::set<std::string> holds,
           std::int64_t last_us, std::int64_t now_us);

  // The routes that start now, those due for longest first. They are running from then on.
  std::vector<std::string> start_due(std::int64_t now_us);
  void finished(const std::string& route, Outcome outcome, std::int64_t now_us);

  // When it runs next; none while it runs.
  std::optional<std::int64_t> next_us(const std::string& route) const;
  // What add() is to be told after a restart: runs that were due later were missed.
  std::int64_t last_us(const std::string& route) const { return find(route).last_over_us; }
  bool running(const std::string& route) const { return find(route).running; }

 private:
  struct Entry {
    std::string route;
    Schedule schedule;
    std::set<std::string> holds;
    std::int64_t last_over_us;  // start of the last run that is over
    std::int64_t last_start_us; // slots up to here are taken up
    bool running = false;
    std::optional<std::int64_t> again_us; // try again then
    std::int64_t most_pause_us = first_pause_us;
  };
  const Entry& find(const std::string& route) const;
  std::optional<std::int64_t> due_us(const Entry& entry) const;
  void follow_clock(Entry& entry, std::int64_t now_us) const;

  Jitter jitter_;
  std::vector<Entry> entries_;
};

} // namespace host
