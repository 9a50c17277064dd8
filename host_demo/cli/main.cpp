// SPDX-License-Identifier: MIT
#include "cli/command_line.hpp"
#include "services/interrupt.hpp"

int main(int argc, char** argv) {
  host::catch_interrupts();
  return host::run_command_line(argc, argv);
}
