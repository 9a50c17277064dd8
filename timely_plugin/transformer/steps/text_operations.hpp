// SPDX-License-Identifier: MIT
#pragma once
// The operations of the step string.

#include "transformer/steps/function.hpp"

namespace timely::steps {

// One that needs no argument: trim, upper, lower, …
std::unique_ptr<Function> make_plain_operation(const std::string& name, const std::string& at,
                                               Compiler& compiler);
// One with its argument: {replace: {pattern: …, with: …}}, {split: ","}, …
std::unique_ptr<Function> make_operation(const std::string& name, const hif::json::Value& argument,
                                         const std::string& at, Compiler& compiler);

} // namespace timely::steps
