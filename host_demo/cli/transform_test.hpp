// SPDX-License-Identifier: MIT
#pragma once
// A user's own tests of a list of transformers.

#include "cli/environment.hpp"
#include "run/transformer_chain.hpp"

#include <string>

namespace host {

// Runs each case of `file` (config/transform_cases.hpp) and prints how it went, with a diff where
// something else came out. Gives the exit code: 1 when a case failed.
int run_transform_tests(Environment& environment, const TransformerChain& chain,
                        const std::string& file);

} // namespace host
