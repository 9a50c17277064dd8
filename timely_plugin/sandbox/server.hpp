// SPDX-License-Identifier: MIT
#pragma once
// HTTP/1.1 over loopback sockets, with or without TLS, and the faults of the connection.

#include "service.hpp"

#include <memory>

namespace timely::sandbox {

struct Address {
  std::string host;
  int port = 0;
};

// "127.0.0.1:0", "localhost:8080", "[::1]:0", or a port alone. Throws std::runtime_error when
// it is no such thing or no loopback.
Address parse_listen(const std::string& text);

class Server {
 public:
  // Listens from here on. Throws std::runtime_error.
  Server(Service& service, const Options& options);
  ~Server();

  void stop();
  int port() const;
  // "http://127.0.0.1:40123"
  std::string base_uri() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

} // namespace timely::sandbox
