// SPDX-License-Identifier: MIT
#pragma once
// Expressions and values as JSON text.

#include "jmespath/expression.hpp"

#include <gtest/gtest.h>
#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

namespace evaluating {

inline std::string of(const std::string& expression, const std::string& root = "null") {
  return hif::json::print(timely::jmespath::compile(expression).evaluate(hif::json::parse(root)));
}

// "kind@offset" of the error that compiling or evaluating gives; empty when there is none.
inline std::string fault(const std::string& expression, const std::string& root = "null") {
  try {
    of(expression, root);
  } catch (const timely::jmespath::Error& error) {
    return std::string(name_of(error.kind)) + "@" + std::to_string(error.offset);
  }
  return {};
}

} // namespace evaluating
