// SPDX-License-Identifier: MIT
#include "http/resolve.hpp"

#include <Poco/Net/IPAddress.h>
#include <Poco/Net/NetException.h>

#include <netdb.h>

#include <memory>

namespace timely::http {

namespace {

// One look-up on a thread of the C library (getaddrinfo_a), since getaddrinfo cannot be cancelled.
struct Lookup {
  explicit Lookup(const std::string& name) : host(name) {
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    request.ar_name = host.c_str();
    request.ar_request = &hints;
  }
  ~Lookup() {
    if (request.ar_result) freeaddrinfo(request.ar_result);
  }
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;

  std::string host;
  addrinfo hints{};
  gaicb request{};
};

// Gives an abandoned look-up up. The C library still writes into one that it cannot cancel: that
// one is left behind for good.
void abandon(std::unique_ptr<Lookup> lookup) {
  if (gai_cancel(&lookup->request) == EAI_NOTCANCELED) lookup.release();
}

std::vector<Poco::Net::SocketAddress> addresses_of(const addrinfo* list, std::uint16_t port) {
  std::vector<Poco::Net::SocketAddress> addresses;
  for (const auto* info = list; info; info = info->ai_next)
    if (info->ai_family == AF_INET || info->ai_family == AF_INET6)
      addresses.emplace_back(
          Poco::Net::SocketAddress(info->ai_addr, static_cast<poco_socklen_t>(info->ai_addrlen))
              .host(),
          port);
  return addresses;
}

}  // namespace

std::vector<Poco::Net::SocketAddress> resolve(const std::string& host, std::uint16_t port,
                                              Watch& watch) {
  Poco::Net::IPAddress literal;
  if (Poco::Net::IPAddress::tryParse(host, literal)) return {{literal, port}};

  auto lookup = std::make_unique<Lookup>(host);
  auto* request = &lookup->request;
  if (const auto error = getaddrinfo_a(GAI_NOWAIT, &request, 1, nullptr))
    throw Poco::Net::HostNotFoundException(host, gai_strerror(error));
  while (gai_error(request) == EAI_INPROGRESS) {
    try {
      watch.check();
    } catch (...) {
      abandon(std::move(lookup));
      throw;
    }
    const timespec slice{.tv_sec = 0, .tv_nsec = 100'000'000};
    gai_suspend(&request, 1, &slice);
  }
  if (const auto error = gai_error(request))
    throw Poco::Net::HostNotFoundException(host, gai_strerror(error));
  auto addresses = addresses_of(request->ar_result, port);
  if (addresses.empty()) throw Poco::Net::HostNotFoundException(host, "it has no address");
  return addresses;
}

}  // namespace timely::http
