// SPDX-License-Identifier: MIT
#pragma once
// What formulas can compute.

#include "transformer/decimal.hpp"

#include <vector>

namespace timely::steps {

struct FormulaFunction {
  std::string_view name;   // "+" for the operator
  std::size_t least, most; // values
  bool of_many;            // a path among its values may lead to many, or none
  // Throws ArithmeticError.
  Decimal (*compute)(const std::vector<Decimal>& values);
};

// Null when there is none of that name.
const FormulaFunction* find_function(std::string_view name);
// "abs, avg, …"
std::string function_names();

} // namespace timely::steps
