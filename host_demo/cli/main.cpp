// SPDX-License-Identifier: MIT
#include "cli/command_line.hpp"
#include "services/interrupt.hpp"

#include <malloc.h>

int main(int argc, char** argv) {
  // Pages of records go back to the system as soon as they are released. Left to itself, glibc
  // learns from the first of them to keep as many for each thread as there ever were at once.
  constexpr int large_bytes = 128 * 1024;
  mallopt(M_MMAP_THRESHOLD, large_bytes);
  // What is small comes and goes with every batch: getting its memory anew costs more than it does.
  constexpr int kept_bytes = 4 * 1024 * 1024;
  mallopt(M_TRIM_THRESHOLD, kept_bytes);
  host::catch_interrupts();
  return host::run_command_line(argc, argv);
}
