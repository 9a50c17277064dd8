// SPDX-License-Identifier: MIT
#pragma once
// What may come next on a command line: what completion in a shell offers.

#include "cli/environment.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace host {

// What the last of `words` (which may be empty) may become. Names come from the packages found and
// from the configuration that the words name, as far as it can be read. Nothing where a file is
// asked for.
std::vector<std::string> completions(const CLI::App& app, const std::vector<std::string>& words,
                                     Environment& environment);

} // namespace host
