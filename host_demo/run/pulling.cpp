// SPDX-License-Identifier: MIT
#include "run/pulling.hpp"

#include "services/interrupt.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace host {

void wait_for_more(std::int64_t delay_ms, const std::function<void()>& meanwhile) {
  constexpr std::int64_t slice_ms = 100, longest_ms = 3'600'000;
  auto left = delay_ms < 0 ? slice_ms : std::min(delay_ms, longest_ms);
  for (; left > 0 && !interrupted(); left -= slice_ms) {
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(left, slice_ms)));
    meanwhile();
  }
}

} // namespace host
