// SPDX-License-Identifier: MIT
#pragma once
// Formulas of the step math: "hours * rate", "round(sum(items.*.price), 2)". Exact decimal
// arithmetic over the record's numbers.
//
//   formula = term {("+" | "-") term}      term = factor {("*" | "/" | "%") factor}
//   factor  = number | path | NAME "(" formula {"," formula} ")" | "(" formula ")" | "-" factor
//
// A part of a path that is no plain word stands in double quotes; `.*` leads through every member
// or element, within a function that takes many: sum, min, max, avg, count.

#include "transformer/decimal.hpp"
#include "transformer/step.hpp"

namespace timely::steps {

// Why a text is no formula, and where: `position` counts bytes from 0.
class FormulaError : public std::runtime_error {
 public:
  FormulaError(const std::string& why, std::size_t position)
      : std::runtime_error(why), position(position) {}
  std::size_t position;
};

// Immutable once made; cheap to copy.
class Formula {
 public:
  // Throws FormulaError.
  static Formula parse(std::string_view text);
  // Throws Conflict when an operand is missing or no number, or there is no result.
  Decimal evaluate(const Scope& scope) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
};

} // namespace timely::steps
