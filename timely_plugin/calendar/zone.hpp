// SPDX-License-Identifier: MIT
#pragma once
// Time zones: between moments and the days and clocks of a place.

#include "calendar/day.hpp"

#include <stdexcept>

namespace date {
class time_zone;
}

namespace timely::calendar {

// A moment, whatever the place: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;
using Microseconds = std::chrono::microseconds;

inline Instant from_unix_us(std::int64_t unix_us) {
  return Instant(Microseconds(unix_us));
}
inline std::int64_t to_unix_us(Instant instant) {
  return instant.time_since_epoch().count();
}

// What calendar and clock show.
struct Local {
  Day day;
  Microseconds time;           // since the day's 00:00 as the clock shows it
  std::chrono::seconds offset; // from UTC, east is positive
};

class UnknownZone : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Immutable and small; any thread.
class Zone {
 public:
  static Zone utc() { return Zone(); }
  // "Europe/Oslo", "UTC", "+05:30". Throws UnknownZone, which says what to do, when there is none
  // of that name, or no time zone data on this machine.
  static Zone named(std::string_view name);

  const std::string& name() const { return name_; }
  Local local(Instant instant) const;
  Day day_of(Instant instant) const { return local(instant).day; }
  // When clocks show `time` on `day`. Of two such moments (the clock went back) the first; when
  // there is none (it went forward) the one as far behind the leap as `time` is behind its start.
  Instant at(Day day, Microseconds time) const;
  // The first moment of the day, which is not 00:00 where clocks go forward at midnight.
  Instant start_of(Day day) const;

 private:
  Zone() = default;
  Zone(std::string name, const date::time_zone* rules, std::chrono::seconds offset)
      : name_(std::move(name)), rules_(rules), offset_(offset) {}

  std::string name_ = "UTC";
  const date::time_zone* rules_ = nullptr; // null: always at `offset_`
  std::chrono::seconds offset_{0};
};

// "+01:00", "-0330", "+13" or "Z" as seconds east of UTC; nothing for anything else.
std::optional<std::chrono::seconds> parse_offset(std::string_view text);
// "+01:00"; "Z" for none.
std::string print_offset(std::chrono::seconds offset);

} // namespace timely::calendar
