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

} // namespace host
