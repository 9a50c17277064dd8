// SPDX-License-Identifier: MIT
#include "services/interrupt.hpp"

#include <atomic>
#include <csignal>
#include <unistd.h>

namespace host {
namespace {

constexpr int exit_interrupted = 130;
std::atomic<int> signals_seen{0};
static_assert(std::atomic<int>::is_always_lock_free, "used in a signal handler");

extern "C" void on_signal(int) {
  if (signals_seen.fetch_add(1) > 0) _exit(exit_interrupted);
}

} // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() {
  return signals_seen.load(std::memory_order_relaxed) > 0;
}

} // namespace host
