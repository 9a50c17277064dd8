// SPDX-License-Identifier: MIT
#pragma once
// When a route runs: a crontab line in a time zone.
//
// Where clocks are put forward, what falls into the hour that is skipped runs at its end. Where
// they are put back, what falls into the hour that comes twice runs the first time. A schedule
// whose minute or hour is * (or */n) goes by the clock that hangs on the wall instead: it runs in
// both hours, and not in the skipped one.

#include "config/cron.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace date {
class time_zone;
}

namespace host {

class Schedule {
 public:
  // `time_zone` is a name of the IANA data; empty: that of this machine. Throws
  // std::invalid_argument with the reason.
  Schedule(std::string_view cron, const std::string& time_zone);

  // The first time after `unix_us` (microseconds since 1970, as what it gives); none when there is
  // no such day in the next years, such as the 30th of February.
  std::optional<std::int64_t> next_after(std::int64_t unix_us) const;

 private:
  Cron cron_;
  const date::time_zone* zone_;
};

// Throws std::invalid_argument with the reason, and the nearest name.
const date::time_zone* find_time_zone(const std::string& name);

} // namespace host
