// SPDX-License-Identifier: MIT
#pragma once
// What is wrong with a command line, in words that say what was meant.

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace host {

// `words`: the command line without the program; `otherwise`: what the parser says of it.
std::string usage_fault(const CLI::App& app, const std::vector<std::string>& words,
                        const std::string& otherwise);

// `word` stands where a command of `command` should.
std::string unknown_command(const CLI::App& command, const std::string& word);

} // namespace host
