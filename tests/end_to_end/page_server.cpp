// SPDX-License-Identifier: MIT
#include "page_server.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/URI.h>

#include <algorithm>

namespace end_to_end {
namespace {

namespace net = Poco::Net;

std::int64_t number(const Poco::URI& uri, const std::string& name, std::int64_t otherwise) {
  for (const auto& [key, value] : uri.getQueryParameters())
    if (key == name) return std::stoll(value);
  return otherwise;
}

// `json` with a line break and blanks wherever there may be some.
std::string spread(const std::string& json) {
  std::string text;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char byte = json[i];
    text += byte;
    if (in_string && byte == '\\') text += json[++i];
    if (byte == '"') in_string = !in_string;
    if (!in_string && std::string("{[,:").find(byte) != std::string::npos) text += "\r\n \t ";
  }
  return text;
}

} // namespace

class PageServer::Handler : public net::HTTPRequestHandler {
 public:
  explicit Handler(PageServer& server) : server_(server) {}

  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    ++server_.requests_;
    const auto body = page(Poco::URI(request.getURI()));
    response.setContentType("application/json");
    response.setKeepAlive(true);
    response.setChunkedTransferEncoding(server_.list_.chunked);
    if (!server_.list_.chunked) response.setContentLength64(std::ssize(body));
    auto& out = response.send();
    const std::size_t piece = server_.list_.chunked ? 1000 : std::max<std::size_t>(body.size(), 1);
    for (std::size_t at = 0; at < body.size(); at += piece) {
      out.write(body.data() + at, static_cast<std::streamsize>(std::min(piece, body.size() - at)));
      if (server_.list_.chunked) out.flush();
    }
  }

 private:
  std::string page(const Poco::URI& uri) const {
    const auto& list = server_.list_;
    const auto size = number(uri, "per_page", number(uri, "limit", 50));
    const auto skip = number(uri, "offset", (number(uri, "page", 1) - 1) * size);
    std::string body = "[";
    for (auto row = skip; row < std::min(skip + size, list.total); ++row) {
      if (row > skip) body += ',';
      body += list.record(row);
    }
    body += ']';
    return list.pretty ? spread(body) : body;
  }

  PageServer& server_;
};

class PageServer::Factory : public net::HTTPRequestHandlerFactory {
 public:
  explicit Factory(PageServer& server) : server_(server) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new Handler(server_);
  }

 private:
  PageServer& server_;
};

PageServer::PageServer(List list) : list_(std::move(list)) {
  Poco::AutoPtr<net::HTTPServerParams> params(new net::HTTPServerParams);
  params->setMaxKeepAliveRequests(0);
  server_ = std::make_unique<net::HTTPServer>(
      new Factory(*this), net::ServerSocket(net::SocketAddress("127.0.0.1", 0)), params);
  server_->start();
}

std::string PageServer::base_uri() const {
  return "http://127.0.0.1:" + std::to_string(server_->socket().address().port());
}

} // namespace end_to_end
