// SPDX-License-Identifier: MIT
#include "jmespath/comparison.hpp"

#include <algorithm>
#include <charconv>

namespace timely::jmespath {
namespace {

using hif::json::Member;
using hif::json::Object;
using hif::json::Value;

// 0.DIGITS times ten to the power of `exponent`; no digits: zero.
struct Decimal {
  bool negative = false;
  std::int64_t exponent = 0;
  std::string digits; // neither the first nor the last is 0
};

// An exponent that does not fit counts as the largest one that is safe to reckon with.
std::int64_t exponent_of(std::string_view text) {
  constexpr std::int64_t largest = std::int64_t{1} << 60;
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) return text.starts_with('-') ? -largest : largest;
  return std::clamp(value, -largest, largest);
}

Decimal decimal_of(std::string_view text) {
  Decimal decimal;
  if (text.starts_with('-')) {
    decimal.negative = true;
    text.remove_prefix(1);
  }
  if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
    decimal.exponent = exponent_of(text.substr(e + 1));
    text = text.substr(0, e);
  }
  const auto point = std::min(text.find('.'), text.size());
  decimal.exponent += static_cast<std::int64_t>(point);
  decimal.digits = text.substr(0, point);
  if (point < text.size()) decimal.digits += text.substr(point + 1);
  const auto first = decimal.digits.find_first_not_of('0');
  if (first == std::string::npos) return {}; // -0 is 0
  decimal.digits.erase(decimal.digits.find_last_not_of('0') + 1);
  decimal.digits.erase(0, first);
  decimal.exponent -= static_cast<std::int64_t>(first);
  return decimal;
}

std::strong_ordering compare(const Decimal& a, const Decimal& b) {
  const auto sign = [](const Decimal& d) { return d.digits.empty() ? 0 : d.negative ? -1 : 1; };
  if (sign(a) != sign(b)) return sign(a) <=> sign(b);
  auto order = a.exponent <=> b.exponent;
  if (order == 0) order = a.digits.compare(b.digits) <=> 0;
  return a.negative ? 0 <=> order : order;
}

bool same_members(const Object& a, const Object& b) {
  if (a.size() != b.size()) return false;
  constexpr std::size_t wide = 16; // from here on sorting is quicker than searching
  if (a.size() < wide)
    return std::all_of(a.begin(), a.end(), [&](const Member& member) {
      const auto* other = b.find(member.name);
      return other && same(member.value, *other);
    });
  const auto sorted = [](const Object& object) {
    std::vector<const Member*> members;
    for (const auto& member : object) members.push_back(&member);
    std::sort(members.begin(), members.end(),
              [](const Member* x, const Member* y) { return x->name < y->name; });
    return members;
  };
  const auto left = sorted(a), right = sorted(b);
  return std::equal(left.begin(), left.end(), right.begin(), [](const Member* x, const Member* y) {
    return x->name == y->name && same(x->value, y->value);
  });
}

} // namespace

std::strong_ordering compare_numbers(const hif::json::Number& a, const hif::json::Number& b) {
  if (a.text == b.text) return std::strong_ordering::equal;
  return compare(decimal_of(a.text), decimal_of(b.text));
}

bool same(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) return compare_numbers(a.as_number(), b.as_number()) == 0;
  if (a.is_array() && b.is_array())
    return std::equal(a.as_array().begin(), a.as_array().end(), b.as_array().begin(),
                      b.as_array().end(), same);
  if (a.is_object() && b.is_object()) return same_members(a.as_object(), b.as_object());
  return a == b;
}

} // namespace timely::jmespath
