// SPDX-License-Identifier: MIT
#include "exchange.hpp"

#include "wire.hpp"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocketImpl.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/StreamCopier.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace timely::sandbox {

namespace {

using Poco::Net::StreamSocket;

constexpr std::size_t most_body_bytes = 64u << 20;

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

Request read_request(Poco::Net::HTTPServerRequestImpl& http) {
  Request request;
  request.method = http.getMethod();
  const auto& uri = http.getURI();
  const auto question = uri.find('?');
  request.path = uri.substr(0, question);
  if (question != std::string::npos) request.query_text = uri.substr(question + 1);
  request.query = parse_form(request.query_text);
  for (const auto& [name, value] : http) request.headers[lower_case(name)] = value;
  if (http.getContentLength64() > static_cast<Poco::Int64>(most_body_bytes))
    throw Poco::Net::HTTPException("request body too large");
  Poco::StreamCopier::copyToString(http.stream(), request.body);
  return request;
}

// Sends what can be sent; false when the other side is gone.
bool send(StreamSocket& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto part = static_cast<int>(std::min(bytes.size(), std::size_t{1} << 24));
    const auto sent = socket.sendBytes(bytes.data(), part);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// Ends the connection so that the other side sees a reset and not an end of data.
void reset(StreamSocket& socket) {
  // What was sent before has to arrive before the reset throws the rest away.
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  if (auto* secure = dynamic_cast<Poco::Net::SecureStreamSocketImpl*>(socket.impl())) {
    secure->abort();
    return;
  }
  socket.setLinger(true, 0);
  socket.close();
}

void wait(int delay_ms, const std::atomic<bool>& stopping) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(delay_ms);
  while (!stopping && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(
        std::chrono::milliseconds(20), end - std::chrono::steady_clock::now()));
}

std::string garbage_bytes() {
  std::string bytes("{\"id\": \xff\xfe\x00", 10);
  for (int i = 0; i < 200; ++i) bytes.push_back(static_cast<char>(i * 37 + 11));
  return bytes;
}

void lay_over(const Fault& fault, Response& response) {
  if (fault.status) response.status = *fault.status;
  if (fault.body) response.body = *fault.body;
  if (fault.garbage) response.body = garbage_bytes();
  if (fault.content_type) response.content_type = *fault.content_type;
  for (const auto& [name, value] : fault.headers)
    response.headers.emplace_back(lower_case(name), value);
}

Response faulty_response(Service& service, const Request& request, const Fault& fault) {
  Response response;
  if (fault.when == Fault::When::after_effect) response = service.answer(request);
  const bool own_status = fault.status && !fault.body && !fault.garbage;
  if (own_status && *fault.status >= 400) response.body = "{\"error\":\"injected fault\"}";
  lay_over(fault, response);
  return response;
}

// What to do with the connection afterwards.
enum class Ending { keep, close, reset };

Ending deliver(StreamSocket& socket, const WireResponse& wire, const Fault* fault) {
  if (fault && fault->reset == Fault::Reset::mid_headers) {
    send(socket, std::string_view(wire.head).substr(0, wire.head.size() / 2));
    return Ending::reset;
  }
  if (fault && fault->reset == Fault::Reset::mid_body) {
    send(socket, wire.head + wire.body.substr(0, wire.body.size() / 2));
    return Ending::reset;
  }
  if (fault && fault->truncate_bytes && *fault->truncate_bytes < wire.body.size()) {
    send(socket, wire.head + wire.body.substr(0, *fault->truncate_bytes));
    return Ending::close;
  }
  const bool small = wire.body.size() < (1u << 16);
  const bool sent = small ? send(socket, wire.head + wire.body)
                          : send(socket, wire.head) && send(socket, wire.body);
  return !sent || (fault && fault->close) ? Ending::close : Ending::keep;
}

std::int64_t microseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                               start)
      .count();
}

bool is_unchanged(const Request& request, const Response& response) {
  const auto known = request.header("if-none-match");
  return request.method == "GET" && response.status == 200 && !known.empty() &&
         known == weak_etag(response.body);
}

} // namespace

void exchange(Service& service, Poco::Net::HTTPServerRequestImpl& http,
              Poco::Net::HTTPServerResponse& http_response, const ExchangeOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  auto request = read_request(http);
  auto& socket = http.socket();
  const auto fault = service.fault_for(request);
  if (fault) wait(fault->delay_ms, *options.stopping);
  auto response = fault ? faulty_response(service, request, *fault) : service.answer(request);
  const bool cut_off = fault && fault->reset == Fault::Reset::before_response;
  if (!fault && is_unchanged(request, response)) {
    response.headers.emplace_back("etag", weak_etag(response.body));
    response.status = 304;
    response.body.clear();
  }
  const bool keep_alive = http_response.getKeepAlive();
  const bool gzip = options.gzip && accepts_gzip(request.header("accept-encoding"));
  const int status = cut_off ? 0 : response.status;
  // Recorded first: whoever has the response can rely on the log.
  service.record({std::move(request), status, fault.has_value()});
  auto ending = Ending::reset;
  if (!cut_off)
    ending =
        deliver(socket, to_wire(std::move(response), {keep_alive, gzip, microseconds_since(start)}),
                fault ? &*fault : nullptr);
  if (ending != Ending::keep) http_response.setKeepAlive(false);
  if (ending == Ending::reset) reset(socket);
}

} // namespace timely::sandbox
