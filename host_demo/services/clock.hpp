// SPDX-License-Identifier: MIT
#pragma once
// Time as the host sees it.

#include <cstdint>
#include <string>

namespace host {

// Microseconds since 1970-01-01T00:00:00Z.
std::int64_t unix_now_us();
// Nanoseconds that never go back.
std::int64_t steady_now_ns();
// "2026-11-24T01:58:00Z" (RFC 3339).
std::string iso_time(std::int64_t unix_us);

} // namespace host
