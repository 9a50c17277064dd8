// SPDX-License-Identifier: MIT
#include "calendar/day.hpp"

#include <algorithm>
#include <cstdio>

namespace timely::calendar {
namespace {

namespace chrono = std::chrono;

std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  for (const char letter : text) {
    if (letter < '0' || letter > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(letter - '0');
  }
  return value;
}

} // namespace

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4)), month = number(text.substr(5, 2)),
             day = number(text.substr(8, 2));
  if (!year || !month || !day || *year == 0) return std::nullopt;
  const chrono::year_month_day date(chrono::year(static_cast<int>(*year)), chrono::month(*month),
                                    chrono::day(*day));
  if (!date.ok()) return std::nullopt;
  return Day(date);
}

std::string print_day(Day day) {
  const chrono::year_month_day date(day);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

Day add_months(Day day, int months) {
  const chrono::year_month_day date(day);
  const auto month = date.year() / date.month() + chrono::months(months);
  const auto last = (month / chrono::last).day();
  return month / std::min(date.day(), last);
}

Day start_of(Period period, Day day) {
  const chrono::year_month_day date(day);
  const auto month = static_cast<unsigned>(date.month());
  switch (period) {
  case Period::day:
    return day;
  case Period::week:
    return day - (chrono::weekday(day) - chrono::Monday);
  case Period::month:
    return date.year() / date.month() / 1;
  case Period::quarter:
    return date.year() / chrono::month((month - 1) / 3 * 3 + 1) / 1;
  case Period::year:
    return date.year() / 1 / 1;
  }
  return day;
}

Day end_of(Period period, Day day) {
  return add(start_of(period, day), period, 1) - chrono::days(1);
}

Day add(Day day, Period period, int count) {
  switch (period) {
  case Period::day:
    return day + chrono::days(count);
  case Period::week:
    return day + chrono::weeks(count);
  case Period::month:
    return add_months(day, count);
  case Period::quarter:
    return add_months(day, 3 * count);
  case Period::year:
    return add_months(day, 12 * count);
  }
  return day;
}

} // namespace timely::calendar
