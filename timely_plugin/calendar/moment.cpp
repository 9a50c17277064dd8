// SPDX-License-Identifier: MIT
#include "calendar/moment.hpp"

#include <algorithm>
#include <cstdio>

namespace timely::calendar {
namespace {

namespace chrono = std::chrono;

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

// Two digits not above `most`, taken off `text`.
std::optional<int> take_two(std::string_view& text, int most) {
  if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1])) return std::nullopt;
  const int value = (text[0] - '0') * 10 + (text[1] - '0');
  if (value > most) return std::nullopt;
  text.remove_prefix(2);
  return value;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

// ".5" as microseconds; what is finer is cut off.
std::optional<Microseconds> take_fraction(std::string_view& text) {
  if (!take(text, '.') && !take(text, ',')) return Microseconds(0);
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  std::int64_t value = 0, weight = 100'000;
  while (!text.empty() && is_digit(text.front())) {
    value += (text.front() - '0') * weight;
    weight /= 10;
    text.remove_prefix(1);
  }
  return Microseconds(value);
}

std::optional<Microseconds> take_time(std::string_view& text) {
  const auto hour = take_two(text, 24);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_two(text, 59);
  if (!minute) return std::nullopt;
  Microseconds time = chrono::hours(*hour) + chrono::minutes(*minute);
  if (take(text, ':')) {
    const auto second = take_two(text, 60);
    if (!second) return std::nullopt;
    const auto fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
    time += chrono::seconds(*second) + *fraction;
  }
  if (*hour == 24 && time != chrono::hours(24)) return std::nullopt;
  return time;
}

} // namespace

std::optional<Moment> parse_moment(std::string_view text, const Zone& zone) {
  const auto day = parse_day(text.substr(0, 10));
  if (!day) return std::nullopt;
  if (text.size() == 10) return Moment{zone.start_of(*day), true};
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  text.remove_prefix(11);
  const auto time = take_time(text);
  if (!time) return std::nullopt;
  if (text.empty()) {
    const auto carried = chrono::floor<chrono::days>(*time);
    return Moment{zone.at(*day + carried, *time - carried), false};
  }
  const auto offset = parse_offset(text);
  if (!offset) return std::nullopt;
  return Moment{Instant(*day) + *time - *offset, false};
}

std::string print_moment(Instant instant, const Zone& zone) {
  const auto local = zone.local(instant);
  const chrono::hh_mm_ss<Microseconds> time(local.time);
  char text[48];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02d", static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  std::string printed = print_day(local.day) + text;
  if (const auto micro = time.subseconds().count(); micro != 0) {
    if (micro % 1000 == 0)
      std::snprintf(text, sizeof text, ".%03d", static_cast<int>(micro / 1000));
    else
      std::snprintf(text, sizeof text, ".%06d", static_cast<int>(micro));
    printed += text;
  }
  return printed + print_offset(local.offset);
}

} // namespace timely::calendar
