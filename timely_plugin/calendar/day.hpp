// SPDX-License-Identifier: MIT
#pragma once
// Civil days: years 0001 to 9999 of the proleptic Gregorian calendar, in no time zone.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace timely::calendar {

using Day = std::chrono::sys_days;

inline constexpr Day first_day = std::chrono::year(1) / 1 / 1;
inline constexpr Day last_day = std::chrono::year(9999) / 12 / 31;

// "2026-03-09" (ISO 8601 §5.2.1.1, extended form); nothing when it is no real day.
std::optional<Day> parse_day(std::string_view text);
// "2026-03-09". The day must lie between first_day and last_day.
std::string print_day(Day day);

// The same day of another month, or that month's last day when it has none: 31 January and one
// month is 28 or 29 February.
Day add_months(Day day, int months);

enum class Period { day, week, month, quarter, year };

// First and last day of the period that `day` is in. Weeks begin on Monday (ISO 8601).
Day start_of(Period period, Day day);
Day end_of(Period period, Day day);
// `day` moved by so many periods.
Day add(Day day, Period period, int count);

} // namespace timely::calendar
