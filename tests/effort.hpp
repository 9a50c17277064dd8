// SPDX-License-Identifier: MIT
#pragma once
// How much a test does that can do any amount: how many plans it draws, how long its lists are.

#include <cstdlib>

namespace tests {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
#else
inline constexpr bool sanitized = false;
#endif

// `usual`, or a tenth of it under a sanitizer, where the same takes ten times as long.
template <class Number>
constexpr Number effort(Number usual) {
  return sanitized ? (usual + 9) / 10 : usual;
}

// How many random plans to draw: HIF_SEEDS, or `effort(usual)`.
inline unsigned seeds(unsigned usual) {
  const char* wanted = std::getenv("HIF_SEEDS");
  return wanted ? static_cast<unsigned>(std::atoi(wanted)) : effort(usual);
}

} // namespace tests
