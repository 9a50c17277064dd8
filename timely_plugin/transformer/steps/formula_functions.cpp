// SPDX-License-Identifier: MIT
#include "transformer/steps/formula_functions.hpp"

#include <algorithm>
#include <array>

namespace timely::steps {
namespace {

using Values = std::vector<Decimal>;

constexpr std::size_t any_number = 1000;

bool less(const Decimal& a, const Decimal& b) {
  return compare(a, b) < 0;
}

const Values& some(const Values& values) {
  if (values.empty()) throw ArithmeticError("there is no value to choose from");
  return values;
}

Decimal sum(const Values& values) {
  Decimal total;
  for (const auto& value : values) total = total + value;
  return total;
}

Decimal average(const Values& values) {
  return sum(values) / Decimal(static_cast<std::int64_t>(some(values).size()));
}

int digits_of(const Values& values) {
  if (values.size() < 2) return 0;
  const auto digits = values[1].to_int64();
  if (!digits || std::abs(*digits) > Decimal::most_scale)
    throw ArithmeticError("the second value of round() is a number of digits from -30 to 30");
  return static_cast<int>(*digits);
}

constexpr std::array functions = {
    FormulaFunction{"+", 2, 2, false, [](const Values& v) { return v[0] + v[1]; }},
    FormulaFunction{"-", 2, 2, false, [](const Values& v) { return v[0] - v[1]; }},
    FormulaFunction{"*", 2, 2, false, [](const Values& v) { return v[0] * v[1]; }},
    FormulaFunction{"/", 2, 2, false, [](const Values& v) { return v[0] / v[1]; }},
    FormulaFunction{"%", 2, 2, false, [](const Values& v) { return v[0] % v[1]; }},
    FormulaFunction{"abs", 1, 1, false,
                    [](const Values& v) { return v[0].is_negative() ? -v[0] : v[0]; }},
    FormulaFunction{"avg", 1, any_number, true, average},
    FormulaFunction{"ceil", 1, 1, false, [](const Values& v) { return v[0].ceil(); }},
    FormulaFunction{"count", 1, any_number, true,
                    [](const Values& v) { return Decimal(static_cast<std::int64_t>(v.size())); }},
    FormulaFunction{"floor", 1, 1, false, [](const Values& v) { return v[0].floor(); }},
    FormulaFunction{
        "max", 1, any_number, true,
        [](const Values& v) { return *std::max_element(some(v).begin(), v.end(), less); }},
    FormulaFunction{
        "min", 1, any_number, true,
        [](const Values& v) { return *std::min_element(some(v).begin(), v.end(), less); }},
    FormulaFunction{"round", 1, 2, false,
                    [](const Values& v) { return v[0].rounded(digits_of(v), Rounding::half_up); }},
    FormulaFunction{
        "round_even", 1, 2, false,
        [](const Values& v) { return v[0].rounded(digits_of(v), Rounding::half_even); }},
    FormulaFunction{"sum", 1, any_number, true, sum}};

} // namespace

const FormulaFunction* find_function(std::string_view name) {
  const auto found = std::find_if(functions.begin(), functions.end(),
                                  [&](const auto& function) { return function.name == name; });
  return found == functions.end() ? nullptr : &*found;
}

std::string function_names() {
  std::string names;
  for (const auto& function : functions)
    if (function.name.size() > 1) names += (names.empty() ? "" : ", ") + std::string(function.name);
  return names;
}

} // namespace timely::steps
