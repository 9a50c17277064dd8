// SPDX-License-Identifier: MIT
#pragma once
#include "http/watch.hpp"

#include <Poco/Net/SocketAddress.h>

#include <future>
#include <mutex>
#include <vector>

namespace timely::http {

// Looks host names up. The system's look-up cannot be cancelled, so it runs on a thread of its
// own: a call that gives up leaves it behind, and the destructor waits for what was left.
class Resolver {
 public:
  // The addresses of `host`, best first, at least one. Throws
  // Poco::Net::HostNotFoundException, and as Watch does. Any thread.
  std::vector<Poco::Net::SocketAddress> resolve(const std::string& host, std::uint16_t port,
                                                Watch& watch);

 private:
  using Addresses = std::vector<Poco::Net::SocketAddress>;
  void leave(std::future<Addresses> lookup);

  std::mutex mutex_;
  std::vector<std::future<Addresses>> left_;
};

} // namespace timely::http
