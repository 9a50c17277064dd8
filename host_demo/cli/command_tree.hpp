// SPDX-License-Identifier: MIT
#pragma once
// The commands and options that the command line has, by what people type.

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace host {

// Those that people see.
std::vector<const CLI::App*> commands_of(const CLI::App& app);
std::vector<std::string> command_names_of(const CLI::App& app);
// Null when there is none of that name.
const CLI::App* command_named(const CLI::App& app, const std::string& name);
// Of the command or of one that it belongs to; `name` with its dashes. Null when there is none.
const CLI::Option* option_named(const CLI::App& command, const std::string& name);
// The values that it takes; empty when it is not one of a few.
std::vector<std::string> choices_of(const CLI::Option& option);

} // namespace host
