// SPDX-License-Identifier: MIT
#include "jq/numbers.hpp"

#include "jmespath/comparison.hpp"

#include <hif/sdk/error.hpp>

#include <algorithm>
#include <set>

namespace timely::jq {
namespace {

using hif::json::Number;
using hif::json::Value;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

template <typename AnyValue, typename Use>
void for_each_number(AnyValue& value, Use use) {
  if (value.is_number())
    use(value);
  else if (value.is_array())
    for (auto& item : value.as_array()) for_each_number(item, use);
  else if (value.is_object())
    for (auto& member : value.as_object()) for_each_number(member.value, use);
}

struct Less {
  bool operator()(const Number& a, const Number& b) const {
    return jmespath::compare_numbers(a, b) < 0;
  }
};

double double_of(const Value& number) {
  if (const auto value = number.to_double(); value && std::isfinite(*value)) return *value;
  throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                        "the number " + number.as_number().text + " is beyond what jq can hold");
}

// jq prints the fewest digits that read back as `value`, and zeros behind them.
bool is_held(const Value& number, double value) {
  char digits[32];
  const auto end =
      std::to_chars(digits, digits + sizeof digits, value, std::chars_format::scientific).ptr;
  return jmespath::compare_numbers(number.as_number(), Number{std::string(digits, end)}) == 0;
}

} // namespace

bool may_have_long_numbers(std::string_view json) {
  constexpr std::size_t safe = 15; // so many digits a double always holds
  std::size_t run = 0;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (is_digit(json[i])) {
      if (++run > safe) return true;
    } else if ((json[i] == 'e' || json[i] == 'E') && run > 0) {
      return true;
    } else if (json[i] != '.') {
      run = 0;
    }
  }
  return false;
}

void Numbers::replace(Value& record) {
  std::map<Number, double, Less> lost; // in their order, so that their doubles have it as well
  std::set<double> held;
  for_each_number(record, [&](const Value& number) {
    const auto value = double_of(number);
    if (is_held(number, value))
      held.insert(value);
    else
      lost.emplace(number.as_number(), value);
  });
  auto last = -std::numeric_limits<double>::infinity();
  for (auto& [number, value] : lost) {
    while (value <= last || held.contains(value))
      value = std::nextafter(value, std::numeric_limits<double>::infinity());
    last = value;
    originals_.emplace(value, number);
  }
  for_each_number(record, [&](Value& number) {
    if (const auto found = lost.find(number.as_number()); found != lost.end())
      number = Value(found->second);
  });
}

void Numbers::restore(Value& output) const {
  for_each_number(output, [&](Value& number) {
    const auto value = number.to_double();
    if (!value) return;
    if (const auto found = originals_.find(*value); found != originals_.end())
      number = Value(found->second);
  });
}

} // namespace timely::jq
