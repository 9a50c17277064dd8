// SPDX-License-Identifier: MIT
#include "http/proxy.hpp"

#include <Poco/Base64Encoder.h>
#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>

namespace timely::http {

namespace {

std::string decoded(std::string_view text) {
  std::string plain;
  Poco::URI::decode(std::string(text), plain);
  return plain;
}

// Whether one entry of no_proxy ("*", "host", ".domain", "domain", any with ":port") names it.
bool names(std::string_view entry, const Origin& origin) {
  if (entry == "*") return true;
  if (const auto colon = entry.rfind(':');
      colon != std::string_view::npos && entry.find(':') == colon) {
    if (entry.substr(colon + 1) != std::to_string(origin.port)) return false;
    entry = entry.substr(0, colon);
  }
  if (entry.starts_with("*")) entry.remove_prefix(1);
  if (entry.starts_with('[') && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
  const auto bare = entry.starts_with('.') ? entry.substr(1) : entry;
  if (bare.empty()) return false;
  const std::string_view host = origin.host;
  return host == bare || (host.size() > bare.size() && host.ends_with(bare) &&
                          host[host.size() - bare.size() - 1] == '.');
}

bool exempt(const std::string& no_proxy, const Origin& origin) {
  std::istringstream entries(Poco::toLower(no_proxy));
  for (std::string entry; std::getline(entries, entry, ',');)
    if (names(Poco::trim(entry), origin)) return true;
  return false;
}

} // namespace

std::string Proxy::authorization() const {
  if (user.empty()) return {};
  std::ostringstream encoded;
  Poco::Base64Encoder encoder(encoded);
  encoder.rdbuf()->setLineLength(0);
  encoder << user << ':' << password.reveal();
  encoder.close();
  return "Basic " + encoded.str();
}

std::optional<Proxy> parse_proxy(std::string_view text) {
  try {
    const Poco::URI uri(text.find("://") == std::string_view::npos ? "http://" + std::string(text)
                                                                   : std::string(text));
    if (uri.getScheme() != "http" || uri.getHost().empty()) return std::nullopt;
    const auto& info = uri.getUserInfo();
    const auto colon = info.find(':');
    return Proxy{.host = uri.getHost(),
                 .port = uri.getPort(),
                 .user = decoded(info.substr(0, colon)),
                 .password = oauth::Secret(
                     colon == std::string::npos ? std::string() : decoded(info.substr(colon + 1)))};
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

Environment process_environment() {
  return [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value ? value : "");
  };
}

std::optional<Proxy> proxy_for(const Origin& origin, const std::optional<Proxy>& configured,
                               const Environment& environment) {
  if (configured) return configured;
  const auto first_of = [&](std::initializer_list<const char*> variables) {
    for (const auto* variable : variables)
      if (auto value = environment(variable); !value.empty()) return value;
    return std::string();
  };
  const auto url = origin.https ? first_of({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
                                : first_of({"http_proxy", "all_proxy", "ALL_PROXY"});
  if (url.empty() || exempt(first_of({"no_proxy", "NO_PROXY"}), origin)) return std::nullopt;
  return parse_proxy(url);
}

bool has_proxies(const std::optional<Proxy>& configured, const Environment& environment) {
  if (configured) return true;
  constexpr std::array variables{"https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy",
                                 "ALL_PROXY"};
  return std::ranges::any_of(variables,
                             [&](const char* name) { return !environment(name).empty(); });
}

} // namespace timely::http
