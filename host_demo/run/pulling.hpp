// SPDX-License-Identifier: MIT
#pragma once
// How batches are pulled from an incoming.

#include <cstdint>

namespace host {

// Of one batch.
constexpr std::uint64_t max_batch_records = 10'000, max_batch_bytes = 64 * 1024 * 1024;

// Waits after HIF_PENDING as long as the package asked for, a little when it did not (less than 0);
// an interrupt ends it within 100 ms.
void wait_for_more(std::int64_t delay_ms);

} // namespace host
