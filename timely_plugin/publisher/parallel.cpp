// SPDX-License-Identifier: MIT
#include "publisher/parallel.hpp"

#include <algorithm>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace timely {

void for_each_in_parallel(const hif::sdk::Call& call, std::size_t count, std::size_t threads,
                          const std::function<void(const hif::sdk::Call&, std::size_t)>& work) {
  threads = std::min(threads, count);
  if (threads <= 1) {
    for (std::size_t i = 0; i < count; ++i) work(call, i);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr thrown;
  const auto loop = [&](const hif::sdk::Call& own) {
    try {
      for (auto i = next++; i < count; i = next++) work(own, i);
    } catch (...) {
      next = count;
      const std::lock_guard lock(mutex);
      if (!thrown) thrown = std::current_exception();
    }
  };
  std::deque<hif::sdk::OwnCall> calls;
  {
    std::vector<std::jthread> running;
    for (std::size_t i = 0; i < threads; ++i) {
      auto& own = calls.emplace_back(call);
      running.emplace_back([&loop, &own] { loop(hif::sdk::Call(own.raw())); });
    }
  }
  for (auto& own : calls) own.pass_on_counts();
  if (thrown) std::rethrow_exception(thrown);
}

} // namespace timely
