// SPDX-License-Identifier: MIT
#include "catalogue/date.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace timely {
namespace {

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

// The number that `text` begins with, `digits` digits long, taken off `text`.
std::optional<unsigned> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  unsigned value = 0;
  for (const char letter : text.substr(0, digits)) {
    if (!is_digit(letter)) return std::nullopt;
    value = value * 10 + static_cast<unsigned>(letter - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

bool take_date(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, '-')) return false;
  const auto month = take_number(text, 2);
  if (!month || !take(text, '-')) return false;
  const auto day = take_number(text, 2);
  return day && std::chrono::year_month_day(std::chrono::year(static_cast<int>(*year)),
                                            std::chrono::month(*month), std::chrono::day(*day))
                    .ok();
}

bool take_hour_and_minute(std::string_view& text) {
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 24) return false;
  take(text, ':');
  const auto minute = take_number(text, 2);
  return minute && *minute < 60;
}

bool take_seconds(std::string_view& text) {
  if (!take(text, ':')) return true;
  const auto second = take_number(text, 2);
  if (!second || *second > 60) return false;
  if (!take(text, '.')) return true;
  if (text.empty() || !is_digit(text.front())) return false;
  text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
  return true;
}

bool take_offset(std::string_view& text) {
  if (take(text, 'Z')) return true;
  if (!take(text, '+') && !take(text, '-')) return true;
  return take_hour_and_minute(text);
}

} // namespace

bool is_date(std::string_view text) {
  return take_date(text) && text.empty();
}

bool is_date_time(std::string_view text) {
  if (!take_date(text)) return false;
  if (text.empty()) return true;
  if (!take(text, 'T') && !take(text, ' ')) return false;
  return take_hour_and_minute(text) && take_seconds(text) && take_offset(text) && text.empty();
}

bool is_clock(std::string_view text) {
  return text.find(':') == 2 && take_hour_and_minute(text) && take_seconds(text) && text.empty();
}

} // namespace timely
