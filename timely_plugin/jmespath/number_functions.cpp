// SPDX-License-Identifier: MIT
// Arithmetic: exact while all numbers are integers and the result fits 64 bits, else in doubles.
#include "jmespath/functions.hpp"

#include <cmath>

namespace timely::jmespath {
namespace {

using hif::json::Number;
using hif::json::Value;

bool is_spelled_integer(const Number& number) {
  return number.text.find_first_of(".eE") == std::string::npos;
}

// Doubles below this are exact integers or have a fraction.
constexpr double exact_integers = 9007199254740992.0;

Value number_of(const Call& call, double value) {
  if (!std::isfinite(value))
    call.fail(ErrorKind::invalid_value,
              "the result of " + std::string(call.function.name) + "() is beyond all numbers");
  if (value == std::floor(value) && std::abs(value) <= exact_integers)
    return static_cast<std::int64_t>(value);
  return value;
}

double double_of(const Call& call, const Value& value) {
  if (const auto number = value.to_double()) return *number;
  call.fail(ErrorKind::invalid_value, value.as_number().text + " is too large to reckon with");
}

__extension__ typedef __int128 Wide;

// The sum of integers of 64 bits; empty when there is another number among them.
std::optional<Wide> exact_sum(const Value& list) {
  Wide sum = 0;
  for (const auto& item : list.as_array()) {
    if (const auto number = item.to_int64())
      sum += *number;
    else if (const auto large = item.to_uint64())
      sum += *large;
    else
      return std::nullopt;
  }
  return sum;
}

std::optional<Value> narrowed(Wide value) {
  if (value >= INT64_MIN && value <= INT64_MAX) return Value(static_cast<std::int64_t>(value));
  if (value > 0 && value <= UINT64_MAX) return Value(static_cast<std::uint64_t>(value));
  return std::nullopt;
}

double double_sum(const Call& call) {
  double sum = 0;
  for (const auto& item : call.value(0).as_array()) sum += double_of(call, item);
  return sum;
}

Outcome rounded(const Call& call, double (*round)(double)) {
  const auto& value = call.value(0);
  if (is_spelled_integer(value.as_number())) return Outcome::made(value);
  return Outcome::made(number_of(call, round(double_of(call, value))));
}

} // namespace

namespace functions {

Outcome abs(Call& call) {
  auto number = call.value(0).as_number();
  if (number.text.starts_with('-')) number.text.erase(0, 1);
  return Outcome::made(std::move(number));
}

Outcome ceil(Call& call) {
  return rounded(call, std::ceil);
}

Outcome floor(Call& call) {
  return rounded(call, std::floor);
}

Outcome sum(Call& call) {
  if (const auto exact = exact_sum(call.value(0)))
    if (auto value = narrowed(*exact)) return Outcome::made(std::move(*value));
  return Outcome::made(number_of(call, double_sum(call)));
}

Outcome avg(Call& call) {
  const auto count = static_cast<std::int64_t>(call.value(0).as_array().size());
  if (count == 0) return {};
  if (const auto exact = exact_sum(call.value(0)); exact && *exact % count == 0)
    if (auto value = narrowed(*exact / count)) return Outcome::made(std::move(*value));
  return Outcome::made(number_of(call, double_sum(call) / static_cast<double>(count)));
}

} // namespace functions
} // namespace timely::jmespath
