// SPDX-License-Identifier: MIT
#include "http/resolve.hpp"

#include <Poco/Net/IPAddress.h>
#include <Poco/Net/NetException.h>

#include <netdb.h>

#include <chrono>
#include <memory>

namespace timely::http {

namespace {

constexpr auto slice = std::chrono::milliseconds(100);

std::vector<Poco::Net::SocketAddress> look_up(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  if (const auto error = getaddrinfo(host.c_str(), nullptr, &hints, &found))
    throw Poco::Net::HostNotFoundException(host, gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> list(found, &freeaddrinfo);
  std::vector<Poco::Net::SocketAddress> addresses;
  for (const auto* info = list.get(); info; info = info->ai_next)
    if (info->ai_family == AF_INET || info->ai_family == AF_INET6)
      addresses.emplace_back(
          Poco::Net::SocketAddress(info->ai_addr, static_cast<poco_socklen_t>(info->ai_addrlen))
              .host(),
          port);
  if (addresses.empty()) throw Poco::Net::HostNotFoundException(host, "it has no address");
  return addresses;
}

} // namespace

std::vector<Poco::Net::SocketAddress> Resolver::resolve(const std::string& host, std::uint16_t port,
                                                        Watch& watch) {
  Poco::Net::IPAddress literal;
  if (Poco::Net::IPAddress::tryParse(host, literal)) return {{literal, port}};
  auto lookup = std::async(std::launch::async, [host, port] { return look_up(host, port); });
  try {
    while (lookup.wait_for(slice) != std::future_status::ready) watch.check();
  } catch (...) {
    leave(std::move(lookup));
    throw;
  }
  return lookup.get();
}

void Resolver::leave(std::future<Addresses> lookup) {
  const std::lock_guard lock(mutex_);
  std::erase_if(left_, [](const auto& other) {
    return other.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  });
  left_.push_back(std::move(lookup));
}

} // namespace timely::http
