// SPDX-License-Identifier: MIT
#include "transformer/steps/duration_format.hpp"

#include <algorithm>

namespace timely::steps {
namespace {

using hif::json::Number;
using hif::json::Object;
using hif::json::Value;

const Decimal sixty(60), hour(3600);

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// An optional sign taken off the front.
bool take_sign(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return negative;
}

// Hours of any number of digits, then minutes and seconds below 60, two digits each.
std::optional<Decimal> parse_clock(std::string_view text) {
  const bool negative = take_sign(text);
  const auto first = text.find(':');
  if (first == std::string_view::npos || !all_digits(text.substr(0, first))) return std::nullopt;
  auto total = Decimal::parse(text.substr(0, first));
  if (!total) return std::nullopt;
  *total = *total * hour;
  auto rest = text.substr(first + 1);
  for (const auto unit : {60, 1}) {
    const auto part = rest.substr(0, 2);
    if (part.size() != 2 || !all_digits(part) || part[0] > '5') return std::nullopt;
    *total = *total + *Decimal::parse(part) * Decimal(unit);
    rest.remove_prefix(2);
    if (rest.empty()) return negative ? -*total : *total;
    if (unit == 1 || !rest.starts_with(':')) return std::nullopt;
    rest.remove_prefix(1);
  }
  return std::nullopt;
}

std::optional<Decimal> parse_number(const Value& value) {
  if (value.is_number()) return Decimal::parse(value.as_number().text);
  if (!value.is_string()) return std::nullopt;
  std::string_view text = value.as_string();
  const bool negative = take_sign(text);
  if (text.empty() || text.find_first_not_of("0123456789.") != std::string_view::npos)
    return std::nullopt;
  const auto number = Decimal::parse(text);
  return number && negative ? -*number : number;
}

struct IsoUnit {
  char letter;
  bool time; // stands behind the T
  std::int64_t seconds;
};
constexpr IsoUnit iso_units[] = {
    {'W', false, 604800}, {'D', false, 86400}, {'H', true, 3600}, {'M', true, 60}, {'S', true, 1}};

// "P1DT2H3.5S": units from large to small, each once; only the last may have a fraction.
std::optional<Decimal> parse_iso(std::string_view text) {
  const bool negative = take_sign(text);
  if (!text.starts_with('P')) return std::nullopt;
  text.remove_prefix(1);
  Decimal total;
  bool any = false, time = false, fraction = false;
  std::size_t next_unit = 0;
  while (!text.empty()) {
    if (text.front() == 'T' && !time) {
      time = true;
      text.remove_prefix(1);
      if (text.empty()) return std::nullopt;
    }
    const auto length = std::min(text.find_first_not_of("0123456789.,"), text.size());
    if (length == 0 || length == text.size() || fraction) return std::nullopt;
    std::string number(text.substr(0, length));
    std::replace(number.begin(), number.end(), ',', '.');
    fraction = number.find('.') != std::string::npos;
    const auto amount = number.front() == '.' ? std::nullopt : Decimal::parse(number);
    const auto* unit = std::find_if(iso_units + next_unit, std::end(iso_units), [&](const auto& u) {
      return u.letter == text[length] && u.time == time;
    });
    if (!amount || unit == std::end(iso_units)) return std::nullopt;
    next_unit = static_cast<std::size_t>(unit - iso_units) + 1;
    total = total + *amount * Decimal(unit->seconds);
    any = true;
    text.remove_prefix(length + 1);
  }
  if (!any) return std::nullopt;
  return negative ? -total : total;
}

std::optional<Decimal> parse_object(const Value& value) {
  if (!value.is_object()) return std::nullopt;
  if (const auto* total = value.find("total_seconds"); total && total->is_number())
    return parse_number(*total);
  std::optional<Decimal> sum;
  for (const auto& [name, seconds] :
       {std::pair("hours", 3600), std::pair("minutes", 60), std::pair("seconds", 1)}) {
    const auto* part = value.find(name);
    if (!part || part->is_null()) continue;
    const auto number = parse_number(*part);
    if (!number) return std::nullopt;
    sum = sum.value_or(Decimal()) + *number * Decimal(seconds);
  }
  return sum;
}

std::string two_digits(const Decimal& value) {
  const auto text = value.text();
  return text.size() < 2 ? "0" + text : text;
}

// Whole hours, minutes and seconds of a length that is not negative.
struct Parts {
  Decimal hours, minutes, seconds;
  explicit Parts(const Decimal& total)
      : hours(quotient(total, hour, Rounding::down)),
        minutes(quotient(total % hour, sixty, Rounding::down)), seconds(total % sixty) {}
};

std::string print_clock(const Decimal& seconds, const DurationPrinting& how) {
  const bool negative = seconds.is_negative();
  const auto size = negative ? -seconds : seconds;
  const auto whole = how.with_seconds ? size.rounded(0, Rounding::half_up)
                                      : quotient(size, sixty, Rounding::half_up) * sixty;
  const Parts parts(whole);
  auto text = how.pad_hours ? two_digits(parts.hours) : parts.hours.text();
  text += ":" + two_digits(parts.minutes);
  if (how.with_seconds) text += ":" + two_digits(parts.seconds);
  return (negative && !whole.is_zero() ? "-" : "") + text;
}

std::string print_iso(const Decimal& seconds) {
  const bool negative = seconds.is_negative();
  const auto size = (negative ? -seconds : seconds).rounded(6, Rounding::half_up);
  if (size.is_zero()) return "PT0S";
  const Parts parts(size);
  std::string text = negative ? "-PT" : "PT";
  if (!parts.hours.is_zero()) text += parts.hours.text() + "H";
  if (!parts.minutes.is_zero()) text += parts.minutes.text() + "M";
  if (!parts.seconds.is_zero()) text += parts.seconds.text() + "S";
  return text;
}

Value number(const Decimal& value) {
  return Number{value.text()};
}

// As the API writes lengths of time.
Object print_object(const Decimal& seconds) {
  const auto total = seconds.rounded(0, Rounding::half_up);
  const bool negative = total.is_negative();
  const Parts parts(negative ? -total : total);
  const auto signed_part = [&](const Decimal& part) { return number(negative ? -part : part); };
  const auto formatted = print_clock(total, {.pad_hours = true});
  return {{"hours", signed_part(parts.hours)},
          {"minutes", signed_part(parts.minutes)},
          {"seconds", signed_part(parts.seconds)},
          {"formatted", formatted},
          {"total_hours", number((total / hour).rounded(4, Rounding::half_up))},
          {"total_seconds", number(total)},
          {"total_minutes", number((total / sixty).rounded(4, Rounding::half_up))}};
}

} // namespace

std::optional<Decimal> parse_duration(const Value& value, DurationFormat format) {
  const auto times = [&](const Decimal& unit) -> std::optional<Decimal> {
    const auto number = parse_number(value);
    return number ? std::optional(*number * unit) : std::nullopt;
  };
  try {
    switch (format) {
    case DurationFormat::clock:
      return value.is_string() ? parse_clock(value.as_string()) : std::nullopt;
    case DurationFormat::hours:
      return times(hour);
    case DurationFormat::minutes:
      return times(sixty);
    case DurationFormat::seconds:
      return times(Decimal(1));
    case DurationFormat::iso:
      return value.is_string() ? parse_iso(value.as_string()) : std::nullopt;
    case DurationFormat::object:
      return parse_object(value);
    }
  } catch (const ArithmeticError&) { // longer than anything
  }
  return std::nullopt;
}

std::optional<DurationFormat> format_of(const Value& value) {
  if (value.is_object()) return DurationFormat::object;
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.as_string();
  if (text.find(':') != std::string::npos) return DurationFormat::clock;
  if (text.find('P') != std::string::npos) return DurationFormat::iso;
  return std::nullopt;
}

Value print_duration(const Decimal& seconds, const DurationPrinting& how) {
  const auto in_units = [&](const Decimal& unit) {
    return number((seconds / unit).rounded(how.digits, Rounding::half_up));
  };
  switch (how.format) {
  case DurationFormat::clock:
    return print_clock(seconds, how);
  case DurationFormat::hours:
    return in_units(hour);
  case DurationFormat::minutes:
    return in_units(sixty);
  case DurationFormat::seconds:
    return in_units(Decimal(1));
  case DurationFormat::iso:
    return print_iso(seconds);
  case DurationFormat::object:
    return print_object(seconds);
  }
  return {};
}

} // namespace timely::steps
