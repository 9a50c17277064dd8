// SPDX-License-Identifier: MIT
#pragma once
// How batches are pulled from an incoming.

#include <cstdint>
#include <functional>

namespace host {

// Of one batch.
constexpr std::uint64_t max_batch_records = 10'000, max_batch_bytes = 64 * 1024 * 1024;
// Towards a vendor batches are small: this is what a crash may send again at the most, of each
// lane.
constexpr std::uint64_t max_vendor_batch_records = 100;

// Waits after HIF_PENDING as long as the package asked for, a little when it did not (less than 0);
// an interrupt ends it within 100 ms. Calls `meanwhile` as often; what that throws ends it, too.
void wait_for_more(
    std::int64_t delay_ms, const std::function<void()>& meanwhile = [] {});

} // namespace host
