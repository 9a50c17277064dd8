// SPDX-License-Identifier: MIT
#pragma once

namespace host {

// Parses the command line, runs the command, says what failed, and gives the exit code.
int run_command_line(int argc, char** argv);

} // namespace host
