// SPDX-License-Identifier: MIT
#pragma once
// Days and moments in the spellings of the API: YYYY-MM-DD, unix seconds, ISO 8601 with offset.
// The sandbox keeps its account in UTC.

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace timely::sandbox {

using Day = int;              // days since 1970-01-01
using Seconds = std::int64_t; // unix seconds, or a length in seconds

// "2026-03-09", also "Jan 01, 2014" (the spelling of the reports' reference).
std::optional<Day> parse_day(std::string_view text);
std::string print_day(Day day);
Day day_of(Seconds moment);
Day first_of_month(Day day);
Day last_of_month(Day day);
// Monday of the week the day is in.
Day first_of_week(Day day);

// "2026-03-09T14:02:11+01:00", "2026-03-09 14:02:11Z", "14:02" (on `day`), unix seconds.
std::optional<Seconds> parse_moment(std::string_view text, Day day);
// "2026-03-09T14:02:11+00:00"
std::string print_moment(Seconds moment);

// The time the sandbox goes by: the machine's, moved by an offset.
class Clock {
 public:
  Seconds now() const;
  Day today() const { return day_of(now()); }
  void advance(Seconds seconds) { offset_ += seconds; }
  // Makes now a moment of that day, at the machine's time of day.
  void set_today(Day day);

 private:
  std::atomic<Seconds> offset_{0};
};

} // namespace timely::sandbox
