// SPDX-License-Identifier: MIT
#pragma once
// Connections kept alive between exchanges, and never more of them than allowed.

#include "http/connection.hpp"

#include <condition_variable>
#include <list>
#include <optional>
#include <utility>

namespace timely::http {

class Pool {
 public:
  explicit Pool(std::size_t max_connections) : max_(max_connections) {}

  // The right to one connection, given back when it goes.
  class Lease {
   public:
    Lease(Pool& pool, const Origin& origin, std::unique_ptr<Connection> idle)
        : pool_(&pool), origin_(origin), connection_(std::move(idle)) {}
    Lease(Lease&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)), origin_(std::move(other.origin_)),
          connection_(std::move(other.connection_)), keep_(other.keep_) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease();

    // Null until open() when no idle connection was at hand.
    Connection* connection() const { return connection_.get(); }
    void open(std::unique_ptr<Connection> fresh) { connection_ = std::move(fresh); }
    // The connection can be used again, from `now_ns` on.
    void keep(std::int64_t now_ns);

   private:
    Pool* pool_; // null once it was moved from
    Origin origin_;
    std::unique_ptr<Connection> connection_;
    bool keep_ = false;
  };

  // Waits while all connections are in use. `fresh`: no idle one. Throws Error HIF_CANCELLED or
  // HIF_DEADLINE_EXCEEDED.
  Lease acquire(const hif::sdk::Host& host, const hif::sdk::Call& call, const Origin& origin,
                bool fresh);
  // The same at once: nothing when no idle connection is at hand.
  std::optional<Lease> acquire_idle(const hif::sdk::Host& host, const Origin& origin);
  // Closes what is idle: the server has closed one of them, so the others are old as well.
  void drop_idle();

 private:
  struct Idle {
    Origin origin;
    std::unique_ptr<Connection> connection;
  };
  std::unique_ptr<Connection> take_idle(const Origin& origin);
  std::unique_ptr<Connection> take_alive(std::unique_lock<std::mutex>& lock,
                                         const hif::sdk::Host& host, const Origin& origin);
  void give_back(const Origin& origin, std::unique_ptr<Connection> connection);

  const std::size_t max_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::size_t leased_ = 0;
  std::list<Idle> idle_; // the last used first
};

} // namespace timely::http
