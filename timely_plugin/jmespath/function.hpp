// SPDX-License-Identifier: MIT
#pragma once
// The functions of the specification.

#include "jmespath/evaluation.hpp"

namespace timely::jmespath {

// An argument that was evaluated, or, where a function takes a reference, what it refers to.
struct Argument {
  Outcome value;
  const Node* referred = nullptr;
};

// The call at hand.
struct Call {
  Evaluation& evaluation;
  const Function& function;
  std::size_t offset;
  std::vector<Argument> arguments;

  const hif::json::Value& value(std::size_t i) const { return arguments[i].value.value(); }
  [[noreturn]] void fail(ErrorKind kind, const std::string& why) const {
    throw Error(kind, offset, why);
  }
};

// What a parameter takes: a set of these.
enum Takes : unsigned {
  takes_null = 1,
  takes_boolean = 2,
  takes_number = 4,
  takes_string = 8,
  takes_array = 16,
  takes_object = 32,
  takes_anything = 63,
  takes_numbers = 64,    // an array of numbers alone
  takes_strings = 128,   // an array of strings alone
  takes_reference = 256, // an expression
};

struct Function {
  std::string_view name;
  std::vector<unsigned> parameters;
  bool repeats; // the last parameter may be given more than once
  Outcome (*run)(Call& call);
};

// Throws Error `unknown_function` that names those there are.
const Function& find_function(std::string_view name, std::size_t offset);

// What can be said against the arguments of a call before it is evaluated. Throws Error.
void check_arguments(const Function& function, const std::vector<Node>& arguments,
                     std::size_t offset);

// What can be said against their values. Throws Error `invalid_type`.
void check_values(const Call& call);

} // namespace timely::jmespath
