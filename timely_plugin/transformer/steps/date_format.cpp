// SPDX-License-Identifier: MIT
#include "transformer/steps/date_format.hpp"

#include "transformer/steps/date_pattern.hpp"

#include <array>
#include <charconv>

namespace timely::steps {
namespace {

using calendar::Instant;
using calendar::Moment;
using calendar::Zone;
using hif::json::Value;

constexpr std::int64_t us_per_ms = 1000, us_per_s = 1000000;

std::optional<Moment> from_unix(const Value& value, std::int64_t us_per_unit) {
  std::optional<double> number;
  std::optional<std::int64_t> whole = value.to_int64();
  if (value.is_number()) number = value.to_double();
  if (value.is_string()) {
    const auto& text = value.as_string();
    std::int64_t parsed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error == std::errc{} && end == text.data() + text.size()) whole = parsed;
  }
  const auto first = calendar::first_day.time_since_epoch() / std::chrono::seconds(1);
  const auto last =
      (calendar::last_day + std::chrono::days(1)).time_since_epoch() / std::chrono::seconds(1);
  const auto units_per_s = us_per_s / us_per_unit;
  if (whole) {
    if (*whole < first * units_per_s || *whole >= last * units_per_s) return std::nullopt;
    return Moment{calendar::from_unix_us(*whole * us_per_unit), false};
  }
  if (!number || *number < static_cast<double>(first * units_per_s) ||
      *number >= static_cast<double>(last * units_per_s))
    return std::nullopt;
  return Moment{
      calendar::from_unix_us(static_cast<std::int64_t>(*number * static_cast<double>(us_per_unit))),
      false};
}

std::int64_t floor_divided(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

} // namespace

DateFormat DateFormat::named(std::string_view name) {
  static constexpr std::array<std::string_view, 7> names = {"iso",  "date", "datetime", "utc",
                                                            "time", "unix", "unix_ms"};
  DateFormat format;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (name == names[i]) {
      format.kind_ = static_cast<Kind>(i);
      return format;
    }
  if (name.find('%') == std::string_view::npos)
    throw std::invalid_argument("\"" + std::string(name) +
                                "\" is neither iso, date, datetime, utc, time, unix or unix_ms, "
                                "nor a pattern such as %d.%m.%Y");
  check_date_pattern(name);
  format.kind_ = Kind::pattern;
  format.pattern_ = name;
  return format;
}

std::optional<Moment> DateFormat::parse(const Value& value, const Zone& zone) const {
  if (kind_ == Kind::unix) return from_unix(value, us_per_s);
  if (kind_ == Kind::unix_ms) return from_unix(value, us_per_ms);
  if (!value.is_string()) return std::nullopt;
  if (kind_ == Kind::pattern) return parse_by_pattern(value.as_string(), pattern_, zone);
  auto moment = calendar::parse_moment(value.as_string(), zone);
  if (moment && kind_ == Kind::date && !moment->whole_day) return std::nullopt;
  return moment;
}

Value DateFormat::print(const Moment& moment, const Zone& zone) const {
  switch (kind_) {
  case Kind::iso:
    if (!moment.whole_day) return calendar::print_moment(moment.instant, zone);
    return calendar::print_day(zone.day_of(moment.instant));
  case Kind::date:
    return calendar::print_day(zone.day_of(moment.instant));
  case Kind::datetime:
    return calendar::print_moment(moment.instant, zone);
  case Kind::utc:
    return calendar::print_moment(moment.instant, Zone::utc());
  case Kind::time:
    return print_by_pattern(moment.instant, "%H:%M:%S", zone);
  case Kind::unix:
    return floor_divided(calendar::to_unix_us(moment.instant), us_per_s);
  case Kind::unix_ms:
    return floor_divided(calendar::to_unix_us(moment.instant), us_per_ms);
  case Kind::pattern:
    return print_by_pattern(moment.instant, pattern_, zone);
  }
  return {};
}

} // namespace timely::steps
