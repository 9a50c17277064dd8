// SPDX-License-Identifier: MIT
#pragma once
// The same work for many things, on several threads.

#include <hif/sdk/call.hpp>

#include <cstddef>
#include <functional>

namespace timely {

// Runs `work(call, i)` for every i below `count`, on at most `threads` threads, each with a call of
// its own under `call`. The first thing thrown stops the others before their next i, and is thrown
// again once all are done. With one thread everything runs on the caller's.
void for_each_in_parallel(const hif::sdk::Call& call, std::size_t count, std::size_t threads,
                          const std::function<void(const hif::sdk::Call&, std::size_t)>& work);

} // namespace timely
