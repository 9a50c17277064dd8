// SPDX-License-Identifier: MIT
#pragma once
// One HTTP/1.1 connection: opened, used by one exchange at a time, kept alive between them.

#include "http/answer_head.hpp"
#include "http/resolve.hpp"
#include "http/socket.hpp"

#include <Poco/Net/Session.h>

#include <mutex>

namespace timely::http {

class Connection {
 public:
  // Over `socket`, whose waits go by its wire.
  template <typename Socket>
  explicit Connection(Poco::AutoPtr<Socket> socket) : socket_(socket), wire_(*socket) {
    if constexpr (std::is_same_v<Socket, TlsSocket>) tls_ = socket.get();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { wire_.watch(nullptr); }

  // A body of so many bytes goes out in one write with its head.
  static constexpr std::size_t joined_body_size = 64 * 1024;

  void watch(Watch* watch) { wire_.watch(watch); }
  // For poll(2), and what it found.
  int descriptor() const { return wire_.descriptor(); }
  void readable() { wire_.readable(); }
  bool alive() { return wire_.alive(); }

  // The functions below throw Poco::Exception when the connection fails.
  void send(std::string head, std::string_view body);
  // The head of the final answer; interim ones (1xx) are passed over.
  AnswerHead receive_head();
  // Up to `size` bytes of what follows the head, as they come; 0 at the end of the stream.
  std::size_t read_some(char* buffer, std::size_t size);
  // One byte, 0 to 255; -1 at the end of the stream.
  int read_byte();
  // Nothing came that nobody asked for.
  bool drained() const { return wire_.ahead().empty(); }

  // To be resumed by the next connection to that server; null without TLS.
  Poco::Net::Session::Ptr resumable() { return tls_ ? tls_->currentSession() : nullptr; }

  std::int64_t idle_since_ns = 0;
  bool used = false; // an exchange was made on it before

 private:
  const Poco::AutoPtr<Poco::Net::SocketImpl> socket_;
  Wire& wire_;
  TlsSocket* tls_ = nullptr;
};

// Opens connections to origins, through a proxy where there is one.
class Dialer {
 public:
  Dialer(const Settings& settings, Environment environment);

  // Throws CertificateError, Poco::Exception, and as Watch does.
  std::unique_ptr<Connection> open(const Origin& origin, Watch& watch);
  // Where requests to `origin` go in clear and in absolute form; empty when they do not.
  std::optional<Proxy> forward_proxy(const Origin& origin) const;
  // What the next connection to `origin` begins with.
  void remember(const Origin& origin, Connection& connection);

 private:
  struct Tls {
    Poco::Net::Context::Ptr context;
    Poco::Net::Session::Ptr resumed;
  };
  Poco::AutoPtr<PlainSocket> dial(const std::string& host, std::uint16_t port, Watch& watch);
  void tunnel(Poco::AutoPtr<PlainSocket> socket, const Proxy& proxy, const Origin& origin,
              Watch& watch) const;
  Tls tls_for(const Origin& origin);

  const Settings& settings_;
  const Environment environment_;
  const bool proxied_;
  Resolver resolver_;
  std::mutex tls_mutex_;
  std::vector<std::pair<Origin, Tls>> tls_;
};

} // namespace timely::http
