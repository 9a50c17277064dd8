// SPDX-License-Identifier: MIT
#include "publisher/workers.hpp"

#include <algorithm>
#include <atomic>
#include <deque>
#include <exception>

namespace timely {

struct Workers::Job {
  const hif::sdk::Call& call;
  const std::size_t count;
  const Work& work;
  std::atomic<std::size_t> next{0};
  // Below: under the mutex of the workers.
  std::size_t wanted; // helpers that are still to come
  std::size_t at_work = 0;
  std::deque<hif::sdk::OwnCall> calls{};
  std::exception_ptr thrown{};

  // Until nothing is left, or something was thrown.
  std::exception_ptr run(const hif::sdk::Call& own) {
    try {
      for (auto i = next++; i < count; i = next++) work(own, i);
    } catch (...) {
      next = count;
      return std::current_exception();
    }
    return nullptr;
  }
};

void Workers::for_each(const hif::sdk::Call& call, std::size_t count, const Work& work) {
  const auto threads = call.dry_run() ? 1 : std::min(threads_, count);
  if (threads <= 1) {
    for (std::size_t i = 0; i < count; ++i) work(call, i);
    return;
  }
  start(threads - 1);
  Job job{.call = call, .count = count, .work = work, .wanted = threads - 1};
  {
    const std::lock_guard lock(mutex_);
    job_ = &job;
  }
  begun_.notify_all();
  hif::sdk::OwnCall own(call);
  const auto thrown = job.run(hif::sdk::Call(own.raw()));
  {
    std::unique_lock lock(mutex_);
    job_ = nullptr;
    left_.wait(lock, [&] { return job.at_work == 0; });
  }
  own.pass_on_counts();
  for (auto& helper : job.calls) helper.pass_on_counts();
  if (job.thrown) std::rethrow_exception(job.thrown);
  if (thrown) std::rethrow_exception(thrown);
}

void Workers::start(std::size_t threads) {
  while (running_.size() < threads)
    running_.emplace_back([this](const std::stop_token& stop) { wait_for_jobs(stop); });
}

void Workers::wait_for_jobs(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto wanted = [this] { return job_ && job_->wanted > 0; };
    if (!begun_.wait(lock, stop, wanted)) return;
    auto& job = *job_;
    --job.wanted;
    ++job.at_work;
    auto& own = job.calls.emplace_back(job.call);
    lock.unlock();
    const auto thrown = job.run(hif::sdk::Call(own.raw()));
    lock.lock();
    if (thrown && !job.thrown) job.thrown = thrown;
    --job.at_work;
    left_.notify_one();
  }
}

} // namespace timely
