// SPDX-License-Identifier: MIT
#include "server.hpp"

#include "exchange.hpp"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/ThreadPool.h>

#include <sys/socket.h>

#include <stdexcept>

namespace timely::sandbox {

namespace {

namespace net = Poco::Net;

constexpr int most_connections = 256;

class Handler : public net::HTTPRequestHandler {
 public:
  Handler(Service& service, ExchangeOptions options) : service_(service), options_(options) {}

  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    exchange(service_, dynamic_cast<net::HTTPServerRequestImpl&>(request), response, options_);
  }

 private:
  Service& service_;
  ExchangeOptions options_;
};

class HandlerFactory : public net::HTTPRequestHandlerFactory {
 public:
  HandlerFactory(Service& service, ExchangeOptions options)
      : service_(service), options_(options) {}

  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new Handler(service_, options_); // owned by the server
  }

 private:
  Service& service_;
  ExchangeOptions options_;
};

class ConnectionCounter : public net::TCPServerConnectionFilter {
 public:
  explicit ConnectionCounter(Service& service) : service_(service) {}
  bool accept(const net::StreamSocket&) override {
    service_.count_connection();
    return true;
  }

 private:
  Service& service_;
};

net::ServerSocket listening_socket(const Address& address, const Options& options) {
  const net::SocketAddress place(address.host, static_cast<Poco::UInt16>(address.port));
  if (options.tls_certificate_file.empty() != options.tls_key_file.empty())
    throw std::runtime_error("a TLS certificate needs a TLS key, and a key a certificate");
  if (options.tls_certificate_file.empty()) {
    net::ServerSocket socket;
    socket.bind(place, true);
    socket.listen(128);
    return socket;
  }
  net::initializeSSL();
  net::Context::Ptr context(new net::Context(net::Context::TLS_SERVER_USE, options.tls_key_file,
                                             options.tls_certificate_file, "",
                                             net::Context::VERIFY_NONE, 9, false));
  context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
  net::SecureServerSocket socket(context);
  socket.bind(place, true);
  socket.listen(128);
  return socket;
}

net::HTTPServerParams::Ptr server_parameters() {
  net::HTTPServerParams::Ptr parameters(new net::HTTPServerParams);
  parameters->setMaxThreads(most_connections);
  parameters->setMaxQueued(most_connections);
  parameters->setThreadIdleTime(Poco::Timespan(0, 100'000));
  parameters->setKeepAlive(true);
  parameters->setMaxKeepAliveRequests(0);
  parameters->setKeepAliveTimeout(Poco::Timespan(120, 0));
  parameters->setTimeout(Poco::Timespan(120, 0));
  return parameters;
}

} // namespace

struct Server::Parts {
  Parts(Service& service, const Options& options, const Address& address)
      : socket(listening_socket(address, options)),
        server(new HandlerFactory(service, {options.gzip, &stopping}), pool, socket,
               server_parameters()),
        secure(!options.tls_certificate_file.empty()), host(address.host) {
    server.setConnectionFilter(new ConnectionCounter(service));
    server.start();
  }

  std::atomic<bool> stopping{false};
  Poco::ThreadPool pool{2, most_connections + 2};
  net::ServerSocket socket;
  net::HTTPServer server;
  bool secure;
  std::string host;
};

Address parse_listen(const std::string& text) {
  const auto colon = text.rfind(':');
  const bool port_only = colon == std::string::npos && parse_integer(text);
  auto host = port_only ? "127.0.0.1" : text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  const auto port = port_only || colon != std::string::npos
                        ? parse_integer(std::string_view(text).substr(port_only ? 0 : colon + 1))
                        : std::optional<std::int64_t>(0);
  net::IPAddress address;
  if (!port || *port < 0 || *port > 65535 || !net::IPAddress::tryParse(host, address))
    throw std::runtime_error("listen: expected ADDRESS:PORT, got \"" + text + "\"");
  if (!address.isLoopback())
    throw std::runtime_error("listen: " + host +
                             " is no loopback address; the sandbox serves this machine only");
  return {host, static_cast<int>(*port)};
}

Server::Server(Service& service, const Options& options) {
  const auto address = parse_listen(options.listen);
  try {
    parts_ = std::make_unique<Parts>(service, options, address);
  } catch (const Poco::Exception& error) {
    throw std::runtime_error("cannot listen on " + options.listen + ": " + error.displayText());
  }
}

Server::~Server() {
  stop();
}

void Server::stop() {
  if (parts_->stopping.exchange(true)) return;
  // Wakes the accepting thread, which would otherwise look only every quarter of a second.
  ::shutdown(parts_->socket.impl()->sockfd(), SHUT_RDWR);
  parts_->server.stopAll(true);
  parts_->socket.close();
  parts_->pool.joinAll();
}

int Server::port() const {
  return parts_->server.port();
}

std::string Server::base_uri() const {
  const bool v6 = parts_->host.find(':') != std::string::npos;
  return std::string(parts_->secure ? "https" : "http") + "://" + (v6 ? "[" : "") + parts_->host +
         (v6 ? "]" : "") + ":" + std::to_string(port());
}

} // namespace timely::sandbox
