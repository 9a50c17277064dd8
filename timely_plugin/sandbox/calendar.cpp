// SPDX-License-Identifier: MIT
#include "calendar.hpp"

#include "http_message.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace timely::sandbox {

namespace {

using std::chrono::year_month_day;

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<Day> make_day(std::optional<int> year, std::optional<int> month,
                            std::optional<int> day) {
  if (!year || !month || !day) return std::nullopt;
  const year_month_day date{std::chrono::year(*year),
                            std::chrono::month(static_cast<unsigned>(*month)),
                            std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<Day> parse_month_name(std::string_view text) {
  static constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 12 || text.substr(6, 2) != ", ") return std::nullopt;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (text.starts_with(names[i]))
      return make_day(digits(text, 8, 4), static_cast<int>(i + 1), digits(text, 4, 2));
  return std::nullopt;
}

year_month_day civil(Day day) {
  return year_month_day(std::chrono::sys_days(std::chrono::days(day)));
}

// "HH:MM" or "HH:MM:SS[.fff]"; gives the seconds and how much of the text they took.
std::optional<std::pair<Seconds, std::size_t>> parse_clock(std::string_view text) {
  const auto hour = digits(text, 0, 2);
  const auto minute = digits(text, 3, 2);
  if (!hour || !minute || text[2] != ':' || *hour > 24 || *minute > 59) return std::nullopt;
  const Seconds seconds = *hour * 3600 + *minute * 60;
  if (text.size() < 6 || text[5] != ':') return std::pair{seconds, std::size_t{5}};
  const auto second = digits(text, 6, 2);
  if (!second || *second > 60) return std::nullopt;
  auto end = std::size_t{8};
  if (end < text.size() && text[end] == '.')
    for (++end; digits(text, end, 1); ++end) {
    }
  return std::pair{seconds + *second, end};
}

std::optional<Seconds> parse_offset(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (text.empty() || text == "Z" || text == "UTC") return 0;
  if (text[0] != '+' && text[0] != '-') return std::nullopt;
  const auto minutes_at = text.find(':') == 3 ? std::size_t{4} : std::size_t{3};
  const auto hours = digits(text, 1, 2);
  const auto minutes = digits(text, minutes_at, 2);
  if (!hours || !minutes || text.size() != minutes_at + 2) return std::nullopt;
  const Seconds offset = *hours * 3600 + *minutes * 60;
  return text[0] == '-' ? -offset : offset;
}

} // namespace

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() == 10 && text[4] == '-' && text[7] == '-')
    return make_day(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
  return parse_month_name(text);
}

std::string print_day(Day day) {
  const auto date = civil(day);
  std::array<char, 16> text{};
  const int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", int(date.year()),
                                   unsigned(date.month()), unsigned(date.day()));
  return std::string(text.data(), static_cast<std::size_t>(length));
}

Day day_of(Seconds moment) {
  return static_cast<Day>(moment >= 0 ? moment / 86400 : (moment - 86399) / 86400);
}

Day first_of_month(Day day) {
  return day - static_cast<int>(unsigned(civil(day).day())) + 1;
}

Day last_of_month(Day day) {
  return first_of_month(first_of_month(day) + 31) - 1;
}

Day first_of_week(Day day) {
  return day - ((day + 3) % 7 + 7) % 7;
}

std::optional<Seconds> parse_moment(std::string_view text, Day day) {
  if (const auto unix_seconds = parse_integer(text)) return unix_seconds;
  if (text.size() > 10) {
    const auto date = parse_day(text.substr(0, 10));
    if (!date || (text[10] != 'T' && text[10] != ' ')) return std::nullopt;
    day = *date;
    text.remove_prefix(11);
  } else if (const auto date = parse_day(text)) {
    return Seconds{*date} * 86400;
  }
  if (text.size() < 5) return std::nullopt;
  const auto clock = parse_clock(text);
  if (!clock) return std::nullopt;
  const auto offset = parse_offset(text.substr(clock->second));
  if (!offset) return std::nullopt;
  return Seconds{day} * 86400 + clock->first - *offset;
}

std::string print_moment(Seconds moment) {
  const auto day = day_of(moment);
  const auto rest = static_cast<int>(moment - Seconds{day} * 86400);
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "T%02d:%02d:%02d+00:00", rest / 3600,
                                   rest / 60 % 60, rest % 60);
  return print_day(day) + std::string(text.data(), static_cast<std::size_t>(length));
}

Seconds Clock::now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(since_epoch).count() + offset_;
}

void Clock::set_today(Day day) {
  advance(Seconds{day - today()} * 86400);
}

} // namespace timely::sandbox
