// SPDX-License-Identifier: MIT
#include "http/connection.hpp"

#include "http/tls.hpp"

#include <Poco/Net/NetException.h>

#include <algorithm>

namespace timely::http {

void Connection::send(std::string head, std::string_view body) {
  constexpr std::size_t most = 1 << 30; // at a time
  const auto joined = body.size() <= joined_body_size;
  if (joined) head += body;
  wire_.send(head.data(), static_cast<int>(head.size()));
  for (std::size_t at = 0; !joined && at < body.size(); at += most)
    wire_.send(body.data() + at, static_cast<int>(std::min(most, body.size() - at)));
}

AnswerHead Connection::receive_head() {
  const auto peek = [this] { return wire_.peek(); };
  const auto take = [this](std::size_t size) { wire_.take(size); };
  for (;;) {
    auto head = read_answer_head(peek, take);
    if (head.http_status >= 200) return head;
  }
}

std::size_t Connection::read_some(char* buffer, std::size_t size) {
  constexpr std::size_t most = 1 << 30;
  return static_cast<std::size_t>(wire_.receive(buffer, static_cast<int>(std::min(size, most))));
}

int Connection::read_byte() {
  const auto bytes = wire_.peek();
  if (bytes.empty()) return -1;
  wire_.take(1);
  return static_cast<unsigned char>(bytes.front());
}

Dialer::Dialer(const Settings& settings, Environment environment)
    : settings_(settings), environment_(std::move(environment)),
      proxied_(has_proxies(settings.proxy, environment_)) {}

std::optional<Proxy> Dialer::forward_proxy(const Origin& origin) const {
  if (origin.https || !proxied_) return std::nullopt;
  return proxy_for(origin, settings_.proxy, environment_);
}

std::unique_ptr<Connection> Dialer::open(const Origin& origin, Watch& watch) {
  watch.begin_connect();
  const auto proxy = proxy_for(origin, settings_.proxy, environment_);
  auto plain =
      proxy ? dial(proxy->host, proxy->port, watch) : dial(origin.host, origin.port, watch);
  if (!origin.https) return std::make_unique<Connection>(plain);
  if (proxy) tunnel(plain, *proxy, origin, watch);
  const auto tls = tls_for(origin);
  return std::make_unique<Connection>(
      start_tls(plain.get(), tls.context, origin.host, tls.resumed, watch));
}

Poco::AutoPtr<PlainSocket> Dialer::dial(const std::string& host, std::uint16_t port, Watch& watch) {
  const auto addresses = resolver_.resolve(host, port, watch);
  for (std::size_t i = 0;; ++i) {
    Poco::AutoPtr<PlainSocket> socket(new PlainSocket);
    try {
      socket->open(addresses[i], watch);
      return socket;
    } catch (const Poco::Exception&) {
      watch.throw_if_over();
      if (i + 1 == addresses.size()) throw;
      watch.begin_connect();
    }
  }
}

void Dialer::tunnel(Poco::AutoPtr<PlainSocket> socket, const Proxy& proxy, const Origin& origin,
                    Watch& watch) const {
  Connection connection(socket);
  connection.watch(&watch);
  const auto host =
      origin.host.find(':') == std::string::npos ? origin.host : "[" + origin.host + "]";
  const auto authority = host + ":" + std::to_string(origin.port);
  auto head = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
  if (const auto authorization = proxy.authorization(); !authorization.empty())
    head += "Proxy-Authorization: " + authorization + "\r\n";
  connection.send(head + "\r\n", {});
  const auto http_status = connection.receive_head().http_status;
  if (http_status / 100 != 2 || !connection.drained())
    throw Poco::Net::NetException("the proxy " + proxy.host + ":" + std::to_string(proxy.port) +
                                  " answered CONNECT with " + std::to_string(http_status));
}

Dialer::Tls Dialer::tls_for(const Origin& origin) {
  const std::lock_guard lock(tls_mutex_);
  for (const auto& [known, tls] : tls_)
    if (known == origin) return tls;
  return tls_.emplace_back(origin, Tls{tls_context(settings_.tls, origin.host), nullptr}).second;
}

void Dialer::remember(const Origin& origin, Connection& connection) {
  if (!origin.https) return;
  const auto resumable = connection.resumable();
  if (!resumable) return;
  const std::lock_guard lock(tls_mutex_);
  for (auto& [known, tls] : tls_)
    if (known == origin) tls.resumed = resumable;
}

} // namespace timely::http
