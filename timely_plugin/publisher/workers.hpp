// SPDX-License-Identifier: MIT
#pragma once
// The same work for many things, on several threads that stay for the next time.

#include <hif/sdk/call.hpp>

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace timely {

class Workers {
 public:
  using Work = std::function<void(const hif::sdk::Call&, std::size_t)>;

  // At most `threads` at once, the caller's among them. None is started before it is needed.
  explicit Workers(std::size_t threads) : threads_(threads) {}
  Workers(const Workers&) = delete;

  // Runs `work(call, i)` for every i below `count`, each thread with a call of its own under
  // `call`. The first thing thrown stops the others before their next i, and is thrown again once
  // all are done. What runs on one thread runs on the caller's, with its call; so does a dry run,
  // whose previews keep their order. Serial.
  void for_each(const hif::sdk::Call& call, std::size_t count, const Work& work);

 private:
  struct Job;
  void start(std::size_t threads);
  void wait_for_jobs(const std::stop_token& stop);

  const std::size_t threads_;
  std::mutex mutex_;
  std::condition_variable_any begun_;
  std::condition_variable left_;
  Job* job_ = nullptr;                // that still takes helpers
  std::vector<std::jthread> running_; // last: they are joined before anything else goes
};

} // namespace timely
