// SPDX-License-Identifier: MIT
#pragma once
// The operations of the step string that take a regular expression (RE2: linear in the text).

#include "transformer/steps/function.hpp"

namespace timely::steps {

// {pattern: …, with: …, all: true}; `with` may name groups: \1, or \0 for the whole match.
std::unique_ptr<Function> make_replace(const hif::json::Value& argument, const std::string& at,
                                       Compiler& compiler);
// A pattern, or {pattern: …, group: 1, otherwise: …}: what the first match is.
std::unique_ptr<Function> make_match(const hif::json::Value& argument, const std::string& at,
                                     Compiler& compiler);

// The text that an operation works on; numbers and booleans as JSON spells them. Throws Conflict.
std::string text_operand(const hif::json::Value& value);

} // namespace timely::steps
