// SPDX-License-Identifier: MIT
#include "http/message.hpp"

#include <hif/sdk/json_parse.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace timely::http {

namespace {

using hif::sdk::Error;
using hif::sdk::Header;
using hif::sdk::same_header_name;

constexpr std::array own_fields{"host",
                                "authorization",
                                "proxy-authorization",
                                "content-length",
                                "content-type",
                                "transfer-encoding",
                                "connection",
                                "proxy-connection",
                                "keep-alive",
                                "te",
                                "trailer",
                                "upgrade",
                                "expect",
                                "accept-encoding",
                                "user-agent"};

[[noreturn]] void refuse(const std::string& why) {
  throw Error(HIF_INVALID_ARGUMENT, "the request is refused before it is sent: " + why);
}

void check_target(std::string_view target) {
  if (!target.starts_with('/')) refuse("its target does not begin with '/'");
  for (const unsigned char byte : target)
    if (byte <= 0x20 || byte >= 0x7f || byte == '#')
      refuse("its target holds a character that must be percent-encoded");
}

void set_field(std::vector<Header>& headers, std::string_view name, std::string_view value) {
  for (auto& header : headers)
    if (same_header_name(header.name, name)) {
      header.value = value;
      return;
    }
  headers.push_back({std::string(name), std::string(value)});
}

bool carries_length(const Outgoing& request) {
  return !request.body.empty() || request.method == "POST" || request.method == "PUT" ||
         request.method == "PATCH";
}

} // namespace

bool is_field_name(std::string_view name) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  for (const char c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && marks.find(c) == std::string_view::npos)
      return false;
  return !name.empty();
}

bool is_field_value(std::string_view value) {
  for (const unsigned char byte : value)
    if ((byte < 0x20 && byte != '\t') || byte == 0x7f) return false;
  return true;
}

bool is_own_field(std::string_view name) {
  for (const auto* own : own_fields)
    if (same_header_name(own, name)) return true;
  return false;
}

bool is_safe(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

bool is_idempotent(std::string_view method) {
  return is_safe(method) || method == "PUT" || method == "DELETE";
}

Outgoing own_request(std::string method, Url url, std::string_view content_type,
                     std::string_view body, const std::string& user_agent) {
  Outgoing outgoing{
      .method = std::move(method), .url = std::move(url), .headers = {}, .body = body};
  constexpr std::size_t usual_fields = 6;
  outgoing.headers.reserve(usual_fields);
  outgoing.headers.push_back({"User-Agent", user_agent});
  outgoing.headers.push_back({"Accept", "application/json"});
  outgoing.headers.push_back({"Accept-Encoding", "gzip"});
  if (!body.empty()) outgoing.headers.push_back({"Content-Type", std::string(content_type)});
  return outgoing;
}

Outgoing checked(const hif_request& request, const Settings& settings,
                 const std::string& user_agent) {
  using hif::sdk::view;
  const auto method = view(request.method);
  if (!is_field_name(method)) refuse("its method is no token");
  if (method == "CONNECT" || method == "TRACE") refuse("its method is " + std::string(method));
  check_target(view(request.target));
  const auto type = view(request.content_type);
  if (!is_field_value(type)) refuse("its content type holds control characters");

  Url url{.origin = settings.base.origin,
          .target = settings.base.target + std::string(view(request.target))};
  auto outgoing =
      own_request(std::string(method), std::move(url), type.empty() ? "application/json" : type,
                  view(request.body), user_agent);
  outgoing.repeat = request.repeat;
  for (const auto& header : settings.headers)
    set_field(outgoing.headers, header.name, header.value);
  for (std::uint64_t i = 0; i < request.header_count; ++i) {
    const auto name = view(request.headers[i].name), value = view(request.headers[i].value);
    if (!is_field_name(name)) refuse("a header name of it is no token");
    if (is_own_field(name)) refuse("the client sets the header " + std::string(name) + " itself");
    if (!is_field_value(value))
      refuse("its header " + std::string(name) + " holds control characters");
    set_field(outgoing.headers, name, value);
  }
  return outgoing;
}

std::string wire_head(const Outgoing& request, std::string_view authorization,
                      const std::optional<Proxy>& proxy) {
  const auto& origin = request.url.origin;
  std::string head;
  constexpr std::size_t usual_head = 512, most_joined = 64 * 1024;
  head.reserve(usual_head + request.url.target.size() +
               std::min(request.body.size(), most_joined)); // a small body goes out with it
  const auto add = [&](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
  };
  head.append(request.method).append(" ");
  if (proxy) head += origin.text();
  head.append(request.url.target).append(" HTTP/1.1\r\n");
  add("Host", origin.authority());
  if (!authorization.empty()) add("Authorization", authorization);
  for (const auto& header : request.headers) add(header.name, header.value);
  if (proxy)
    if (const auto credentials = proxy->authorization(); !credentials.empty())
      add("Proxy-Authorization", credentials);
  if (carries_length(request)) add("Content-Length", std::to_string(request.body.size()));
  return head += "\r\n";
}

hif::json::Value preview_of(const Outgoing& request, bool authorized) {
  hif::json::Object headers;
  headers.set("Host", request.url.origin.authority());
  if (authorized) headers.set("Authorization", "Bearer ***");
  for (const auto& header : request.headers) headers.set(header.name, header.value);
  if (carries_length(request)) headers.set("Content-Length", std::to_string(request.body.size()));
  hif::json::Value body;
  if (!request.body.empty()) {
    try {
      body = hif::json::parse(request.body);
    } catch (const hif::json::ParseError&) {
      body = std::string(request.body);
    }
  }
  return hif::json::Object{{"method", request.method},
                           {"url", request.url.origin.text() + request.url.target},
                           {"headers", std::move(headers)},
                           {"body", std::move(body)}};
}

} // namespace timely::http
