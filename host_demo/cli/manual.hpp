// SPDX-License-Identifier: MIT
#pragma once
// The man page, made from the command line as it is parsed: a command or option cannot be missing.

#include <CLI/CLI.hpp>

#include <string>

namespace host {

// In the macros of man(7). `introduction` is plain text; lines that begin with blanks stay as they
// are.
std::string manual(const CLI::App& app, const std::string& version,
                   const std::string& introduction);

// The examples that a command's help ends with, a line each.
std::vector<std::string> examples_of(const CLI::App& command);

// Those that people see.
std::vector<const CLI::App*> commands_of(const CLI::App& app);

} // namespace host
