// SPDX-License-Identifier: MIT
#include "cli/progress.hpp"

#include "services/clock.hpp"

#include <cstdio>
#include <unistd.h>

namespace host {
namespace {

constexpr std::int64_t interval_ns = 200'000'000;

} // namespace

Progress::Progress(bool wanted, std::string name)
    : wanted_(wanted && ::isatty(STDERR_FILENO)), name_(std::move(name)),
      started_ns_(steady_now_ns()) {}

void Progress::show(std::uint64_t records) {
  if (!wanted_) return;
  const auto now = steady_now_ns();
  if (now - last_ns_ < interval_ns) return;
  last_ns_ = now;
  const double seconds = static_cast<double>(now - started_ns_) / 1e9;
  std::fprintf(stderr, "\r\033[K%s: %llu records, %.0f/s, %.0f s", name_.c_str(),
               static_cast<unsigned long long>(records),
               seconds > 0 ? static_cast<double>(records) / seconds : 0, seconds);
  shown_ = true;
}

void Progress::end() {
  if (shown_) std::fputs("\r\033[K", stderr);
  shown_ = false;
}

} // namespace host
