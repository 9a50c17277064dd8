// SPDX-License-Identifier: MIT
#include "transformer/steps/date_pattern.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace timely::steps {
namespace {

namespace chrono = std::chrono;
using calendar::Moment;
using calendar::Zone;

constexpr std::string_view known_fields = "YmdyjeHIMSfpbBaAz%";

constexpr std::array<std::string_view, 12> months = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> weekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                      "Thursday", "Friday", "Saturday"};

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

// What was read of a date so far.
struct Fields {
  int year = -1, month = 1, day = 1, day_of_year = 0;
  int hour = 0, minute = 0, second = 0;
  chrono::microseconds fraction{0};
  bool time = false, twelve_hours = false, afternoon = false;
  std::optional<chrono::seconds> offset;
};

class Reader {
 public:
  Reader(std::string_view text, std::string_view pattern) : text_(text), pattern_(pattern) {}

  // Nothing when the text does not follow the pattern.
  std::optional<Fields> read() {
    for (std::size_t i = 0; i < pattern_.size(); ++i) {
      const bool is_field = pattern_[i] == '%' && pattern_[++i] != '%';
      if (is_field ? !field(pattern_[i]) : !literal(pattern_[i])) return std::nullopt;
    }
    return text_.empty() ? std::optional(fields_) : std::nullopt;
  }

 private:
  bool literal(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }

  // `least` to `most` digits with a value in a range.
  bool number(int& value, std::size_t least, std::size_t most, int low, int high) {
    std::size_t length = 0;
    int read = 0;
    while (length < most && length < text_.size() && text_[length] >= '0' && text_[length] <= '9')
      read = read * 10 + (text_[length++] - '0');
    if (length < least || read < low || read > high) return false;
    text_.remove_prefix(length);
    value = read;
    return true;
  }

  bool clock(int& value, int low, int high) {
    fields_.time = true;
    return number(value, 1, 2, low, high);
  }

  // A name out of a list, whole or by its first three letters. Gives its place, counted from 0.
  template <std::size_t N>
  std::optional<int> name(const std::array<std::string_view, N>& names) {
    for (const bool whole : {true, false})
      for (std::size_t i = 0; i < N; ++i) {
        const auto wanted = whole ? names[i] : names[i].substr(0, 3);
        if (!same_letters(text_.substr(0, wanted.size()), wanted)) continue;
        text_.remove_prefix(wanted.size());
        return static_cast<int>(i);
      }
    return std::nullopt;
  }

  bool field(char kind) {
    switch (kind) {
    case 'Y':
      return number(fields_.year, 4, 4, 1, 9999);
    case 'y': // 69 to 99 are of the last century, as POSIX has it
      if (!number(fields_.year, 2, 2, 0, 99)) return false;
      fields_.year += fields_.year < 69 ? 2000 : 1900;
      return true;
    case 'm':
      return number(fields_.month, 1, 2, 1, 12);
    case 'd':
      return number(fields_.day, 1, 2, 1, 31);
    case 'e':
      if (text_.starts_with(' ')) text_.remove_prefix(1);
      return number(fields_.day, 1, 2, 1, 31);
    case 'j':
      return number(fields_.day_of_year, 3, 3, 1, 366);
    case 'H':
      return clock(fields_.hour, 0, 23);
    case 'I':
      fields_.twelve_hours = true;
      return clock(fields_.hour, 1, 12);
    case 'M':
      return clock(fields_.minute, 0, 59);
    case 'S':
      return clock(fields_.second, 0, 60);
    default:
      return word(kind);
    }
  }

  bool word(char kind) {
    switch (kind) {
    case 'f':
      return fraction();
    case 'p':
      fields_.afternoon = same_letters(text_.substr(0, 2), "PM");
      if (!fields_.afternoon && !same_letters(text_.substr(0, 2), "AM")) return false;
      text_.remove_prefix(2);
      return true;
    case 'b':
    case 'B': {
      const auto month = name(months);
      fields_.month = month.value_or(0) + 1;
      return month.has_value();
    }
    case 'a':
    case 'A':
      return name(weekdays).has_value();
    case 'z':
      return offset();
    default:
      return false;
    }
  }

  bool fraction() {
    std::int64_t value = 0, unit = 100000;
    std::size_t length = 0;
    for (; length < text_.size() && text_[length] >= '0' && text_[length] <= '9'; ++length) {
      value += (text_[length] - '0') * unit;
      unit /= 10;
    }
    text_.remove_prefix(length);
    fields_.fraction = chrono::microseconds(value);
    return length > 0;
  }

  bool offset() {
    const auto length = std::min(text_.find_first_not_of("+-0123456789:Zz"), text_.size());
    fields_.offset = calendar::parse_offset(text_.substr(0, length));
    text_.remove_prefix(length);
    return fields_.offset.has_value();
  }

  std::string_view text_, pattern_;
  Fields fields_;
};

std::optional<calendar::Day> day_of(const Fields& fields) {
  if (fields.year < 0) return std::nullopt;
  const chrono::year year(fields.year);
  if (fields.day_of_year > 0) {
    if (fields.day_of_year == 366 && !year.is_leap()) return std::nullopt;
    return calendar::Day(year / 1 / 1) + chrono::days(fields.day_of_year - 1);
  }
  const auto date = year / fields.month / fields.day;
  if (!date.ok()) return std::nullopt;
  return calendar::Day(date);
}

std::string digits(long long value, int width) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*lld", width, value);
  return text;
}

// What is printed of a moment.
struct Shown {
  chrono::year_month_day date;
  chrono::weekday weekday;
  long long day_of_year, hour, minute, second, microsecond;
  chrono::seconds offset;

  explicit Shown(const calendar::Local& local)
      : date(local.day), weekday(local.day),
        day_of_year((local.day - calendar::Day(date.year() / 1 / 1)).count() + 1),
        hour(local.time / chrono::hours(1)), minute(local.time / chrono::minutes(1) % 60),
        second(local.time / chrono::seconds(1) % 60),
        microsecond(local.time % chrono::seconds(1) / chrono::microseconds(1)),
        offset(local.offset) {}

  std::string field(char kind) const {
    const auto year = static_cast<int>(date.year());
    const auto month = static_cast<unsigned>(date.month());
    const auto day = static_cast<unsigned>(date.day());
    switch (kind) {
    case 'Y':
      return digits(year, 4);
    case 'y':
      return digits(year % 100, 2);
    case 'm':
      return digits(month, 2);
    case 'd':
      return digits(day, 2);
    case 'e':
      return std::to_string(day);
    case 'j':
      return digits(day_of_year, 3);
    case 'b':
      return std::string(months[month - 1].substr(0, 3));
    case 'B':
      return std::string(months[month - 1]);
    case 'a':
      return std::string(weekdays[weekday.c_encoding()].substr(0, 3));
    case 'A':
      return std::string(weekdays[weekday.c_encoding()]);
    default:
      return clock_field(kind);
    }
  }

  std::string clock_field(char kind) const {
    switch (kind) {
    case 'H':
      return digits(hour, 2);
    case 'I':
      return digits((hour + 11) % 12 + 1, 2);
    case 'M':
      return digits(minute, 2);
    case 'S':
      return digits(second, 2);
    case 'f':
      return digits(microsecond, 6);
    case 'p':
      return hour < 12 ? "AM" : "PM";
    case 'z':
      return calendar::print_offset(offset);
    default:
      return "%";
    }
  }
};

} // namespace

void check_date_pattern(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') continue;
    if (++i == pattern.size())
      throw std::invalid_argument("the pattern ends in %; write %% for it");
    if (known_fields.find(pattern[i]) == std::string_view::npos)
      throw std::invalid_argument("%" + std::string(1, pattern[i]) +
                                  " is no field of a date; there are %Y %m %d %y %j %e %H %I %M "
                                  "%S %f %p %b %B %a %A %z");
  }
}

std::optional<Moment> parse_by_pattern(std::string_view text, std::string_view pattern,
                                       const Zone& zone) {
  const auto fields = Reader(text, pattern).read();
  if (!fields) return std::nullopt;
  const auto day = day_of(*fields);
  if (!day) return std::nullopt;
  auto hour = fields->hour;
  if (fields->twelve_hours) hour = hour % 12 + (fields->afternoon ? 12 : 0);
  const auto time = chrono::hours(hour) + chrono::minutes(fields->minute) +
                    chrono::seconds(fields->second) + fields->fraction;
  if (fields->offset) return Moment{calendar::Instant(*day) + time - *fields->offset, false};
  if (!fields->time) return Moment{zone.start_of(*day), true};
  return Moment{zone.at(*day, time), false};
}

std::string print_by_pattern(calendar::Instant instant, std::string_view pattern,
                             const Zone& zone) {
  const Shown shown(zone.local(instant));
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if (pattern[i] == '%' && i + 1 < pattern.size())
      text += shown.field(pattern[++i]);
    else
      text += pattern[i];
  return text;
}

} // namespace timely::steps
