// SPDX-License-Identifier: MIT
#pragma once
#include "http/watch.hpp"

#include <Poco/Net/SocketAddress.h>

#include <vector>

namespace timely::http {

// The addresses of `host`, best first, at least one. Throws Poco::Net::HostNotFoundException, and
// as Watch does.
std::vector<Poco::Net::SocketAddress> resolve(const std::string& host, std::uint16_t port,
                                              Watch& watch);

}  // namespace timely::http
