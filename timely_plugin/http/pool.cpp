// SPDX-License-Identifier: MIT
#include "http/pool.hpp"

#include <algorithm>

namespace timely::http {

namespace {
constexpr std::int64_t max_idle_ns = 60'000'000'000;
constexpr auto slice = std::chrono::milliseconds(100);
} // namespace

Pool::Lease::~Lease() {
  if (pool_) pool_->give_back(origin_, keep_ ? std::move(connection_) : nullptr);
}

void Pool::Lease::keep(std::int64_t now_ns) {
  connection_->watch(nullptr);
  connection_->idle_since_ns = now_ns;
  connection_->used = true;
  keep_ = true;
}

Pool::Lease Pool::acquire(const hif::sdk::Host& host, const hif::sdk::Call& call,
                          const Origin& origin, bool fresh) {
  std::unique_lock lock(mutex_);
  while (leased_ >= max_) {
    freed_.wait_for(lock, slice);
    call.throw_if_cancelled();
    if (host.steady_ns() >= call.deadline_ns())
      throw hif::sdk::Error(HIF_DEADLINE_EXCEEDED, "the call's time is over");
  }
  ++leased_;
  if (auto idle = fresh ? nullptr : take_alive(lock, host, origin))
    return {*this, origin, std::move(idle)};
  std::list<Idle> surplus;
  if (leased_ + idle_.size() > max_) surplus.splice(surplus.begin(), idle_, std::prev(idle_.end()));
  lock.unlock();
  return {*this, origin, nullptr};
}

std::optional<Pool::Lease> Pool::acquire_idle(const hif::sdk::Host& host, const Origin& origin) {
  std::unique_lock lock(mutex_);
  if (leased_ >= max_ || idle_.empty()) return std::nullopt;
  ++leased_;
  auto idle = take_alive(lock, host, origin);
  lock.unlock();
  std::optional<Lease> lease(std::in_place, *this, origin, std::move(idle));
  if (!lease->connection()) lease.reset();
  return lease;
}

std::unique_ptr<Connection> Pool::take_alive(std::unique_lock<std::mutex>& lock,
                                             const hif::sdk::Host& host, const Origin& origin) {
  while (auto idle = take_idle(origin)) {
    // Looking at it is a system call, for which the others need not wait.
    lock.unlock();
    const bool alive = host.steady_ns() - idle->idle_since_ns < max_idle_ns && idle->alive();
    if (!alive) idle.reset();
    lock.lock();
    if (alive) return idle;
  }
  return nullptr;
}

std::unique_ptr<Connection> Pool::take_idle(const Origin& origin) {
  const auto found = std::find_if(idle_.begin(), idle_.end(),
                                  [&](const Idle& idle) { return idle.origin == origin; });
  if (found == idle_.end()) return nullptr;
  auto connection = std::move(found->connection);
  idle_.erase(found);
  return connection;
}

void Pool::give_back(const Origin& origin, std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard lock(mutex_);
    --leased_;
    if (connection) idle_.push_front({origin, std::move(connection)});
  }
  freed_.notify_one();
}

void Pool::drop_idle() {
  std::list<Idle> dropped;
  const std::lock_guard lock(mutex_);
  dropped.swap(idle_);
}

} // namespace timely::http
