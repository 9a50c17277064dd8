// SPDX-License-Identifier: MIT
#pragma once
// The spellings of days and moments, in and out.

#include "calendar/moment.hpp"

#include <hif/sdk/json.hpp>

namespace timely::steps {

// A format by its name or pattern. Immutable once made.
//
//   iso         in: any ISO 8601 day or moment; out: the day of a whole day, else as datetime
//   date        2026-03-09          datetime    2026-03-09T14:02:11+01:00
//   utc         2026-03-09T13:02:11Z            time        14:02:11
//   unix        1773061331          unix_ms     1773061331000
//   %d.%m.%Y    %Y %m %d %y %j %H %I %M %S %f %p %b %B %a %A %z %e %%, everything else as it is
class DateFormat {
 public:
  // Throws std::invalid_argument, which says what is wrong with the pattern.
  static DateFormat named(std::string_view name);

  // What `value` spells; what names no offset is in `zone`. Nothing when it is not of that format.
  std::optional<calendar::Moment> parse(const hif::json::Value& value,
                                        const calendar::Zone& zone) const;
  hif::json::Value print(const calendar::Moment& moment, const calendar::Zone& zone) const;

 private:
  enum class Kind { iso, date, datetime, utc, time, unix, unix_ms, pattern };
  Kind kind_ = Kind::iso;
  std::string pattern_;
};

} // namespace timely::steps
