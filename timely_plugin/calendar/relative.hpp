// SPDX-License-Identifier: MIT
#pragma once
// Moments said relative to now: "yesterday", "-7 days", "start of last month +2 days".

#include "calendar/moment.hpp"

namespace timely::calendar {

class BadExpression : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What `text` means at `now` in `zone`. Words in any case, read from left to right, each from where
// the one before it led; it begins at `now`.
//
//   now   today   yesterday   tomorrow   2026-03-09   2026-03-09T14:02+01:00
//   start of PERIOD   end of PERIOD      each also: of this, last, previous or next PERIOD
//   last PERIOD   next PERIOD            one period back, or on
//   last WEEKDAY   next WEEKDAY          the nearest before, or after
//   +2 weeks   -1 month   3 days ago     "2 weeks" is "+2 weeks"
//
// PERIOD is day, week, month, quarter or year; what is counted also second, minute and hour, in
// singular or plural. "first day of" and "last day of" are "start of" and "end of". Days and longer
// keep the time of day that clocks show (a day may have 23 or 25 hours) and cut 31 back to the
// month's last day; hours and shorter are lengths of time. The end of a period is its last
// microsecond, so its day is its last. `whole_day` is true where only days were spoken of.
// Throws BadExpression, which says what is not understood.
Moment resolve(std::string_view text, Instant now, const Zone& zone);

} // namespace timely::calendar
