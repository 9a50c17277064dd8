// SPDX-License-Identifier: MIT
#pragma once
// What can be wrong with an expression, or with what it is evaluated on.

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace timely::jmespath {

// The error kinds of the JMESPath specification, and `limit`: the result grew beyond all bounds.
enum class ErrorKind {
  syntax,
  unknown_function,
  invalid_arity,
  invalid_type,
  invalid_value,
  limit
};

// As the specification spells it: "invalid-type".
std::string_view name_of(ErrorKind kind);

class Error : public std::runtime_error {
 public:
  // what(): "invalid-type: abs() takes a number, not a string".
  Error(ErrorKind kind, std::size_t offset, const std::string& why)
      : std::runtime_error(std::string(name_of(kind)) + ": " + why), kind(kind), offset(offset),
        why(why) {}

  ErrorKind kind;
  std::size_t offset; // byte of the text that was compiled
  std::string why;
};

// Three lines for people: `message`, the line of `text` that `offset` is in, and a caret below the
// character there. Long lines are cut around it.
std::string with_caret(std::string_view message, std::string_view text, std::size_t offset);

} // namespace timely::jmespath
