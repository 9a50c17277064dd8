// SPDX-License-Identifier: MIT
#include "subscriber/fetcher.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

namespace timely {

using hif::sdk::Call;
using hif::sdk::Request;

namespace {

// How soon a cancelled call is noticed by whoever waits for an answer.
constexpr std::chrono::milliseconds patience(20);

} // namespace

Received Received::of(hif::sdk::Response response, PageReader& reader) {
  Received received;
  if (!response.ok()) {
    received.response = std::move(response);
    return received;
  }
  const std::string request_id(response.header("x-request-id"));
  try {
    received.page = reader.read(std::move(response));
  } catch (const BrokenPage& broken) {
    received.broken = broken.what();
    received.request_id = request_id;
  }
  return received;
}

Fetcher::Asked::~Asked() {
  exchange_->call.cancel();
}

std::unique_ptr<Fetcher::Asked> Fetcher::ask(Request request, std::shared_ptr<PageReader> reader) {
  auto asked = std::make_unique<Asked>(std::move(request));
  const std::lock_guard lock(mutex_);
  jobs_.push_back({asked->request_, std::move(reader), asked->exchange_});
  if (jobs_.size() > idle_) threads_.emplace_back([this] { work(); });
  asked_.notify_one();
  return asked;
}

bool Fetcher::is_done(const Asked& asked) const {
  const std::lock_guard lock(mutex_);
  return asked.exchange_->done;
}

Received Fetcher::take(const Call& call, Asked& asked) {
  auto& exchange = *asked.exchange_;
  std::unique_lock lock(mutex_);
  while (!answered_.wait_for(lock, patience, [&] { return exchange.done; })) {
    constexpr auto never = std::numeric_limits<std::int64_t>::max();
    const bool late = call.deadline_ns() != never && host_.steady_ns() >= call.deadline_ns();
    if (!call.cancelled() && !late) continue;
    exchange.call.cancel();
    call.throw_if_cancelled();
    throw hif::sdk::Error(HIF_DEADLINE_EXCEEDED, "the call's time is over");
  }
  lock.unlock();
  exchange.call.pass_on_counts(call);
  if (exchange.failure) std::rethrow_exception(exchange.failure);
  return std::move(*exchange.received);
}

void Fetcher::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    jobs_.clear();
    for (const auto& exchange : under_way_) exchange->call.cancel();
    asked_.notify_all();
  }
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  stopping_ = false;
  idle_ = 0;
}

void Fetcher::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    asked_.wait(lock, [&] { return stopping_ || !jobs_.empty(); });
    --idle_;
    if (stopping_) return;
    const auto job = std::move(jobs_.front());
    jobs_.pop_front();
    if (job.exchange.use_count() == 1) continue; // nobody wants it any more
    under_way_.push_back(job.exchange);
    lock.unlock();
    carry_out(job);
    lock.lock();
    under_way_.erase(std::find(under_way_.begin(), under_way_.end(), job.exchange));
    job.exchange->done = true;
    answered_.notify_all();
  }
}

void Fetcher::carry_out(const Job& job) {
  try {
    job.exchange->received =
        Received::of(client_.send(job.exchange->call, job.request), *job.reader);
  } catch (...) {
    job.exchange->failure = std::current_exception();
  }
}

} // namespace timely
