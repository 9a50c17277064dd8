// SPDX-License-Identifier: MIT
#include "http/origin.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/String.h>
#include <Poco/URI.h>

namespace timely::http {

namespace {

std::optional<Url> from_uri(const Poco::URI& uri) {
  const auto& scheme = uri.getScheme();
  if (scheme != "http" && scheme != "https") return std::nullopt;
  if (uri.getHost().empty() || uri.getPort() == 0) return std::nullopt;
  Url url;
  url.origin = {scheme == "https", Poco::toLower(uri.getHost()), uri.getPort()};
  url.target = uri.getPathAndQuery();
  if (url.target.empty() || url.target.front() != '/') url.target.insert(0, "/");
  url.user_info = !uri.getUserInfo().empty();
  url.fragment = !uri.getFragment().empty();
  return url;
}

bool clean(std::string_view text) {
  for (const unsigned char byte : text)
    if (byte <= 0x20 || byte == 0x7f) return false;
  return !text.empty();
}

} // namespace

std::string Origin::authority() const {
  const auto is_ipv6 = host.find(':') != std::string::npos;
  std::string text;
  if (is_ipv6) text += '[';
  text += host;
  if (is_ipv6) text += ']';
  if (port != (https ? 443 : 80)) text.append(1, ':').append(std::to_string(port));
  return text;
}

std::optional<Url> parse_url(std::string_view text) {
  if (!clean(text)) return std::nullopt;
  try {
    return from_uri(Poco::URI(std::string(text)));
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

std::optional<Url> resolve_url(const Url& base, std::string_view location) {
  if (!clean(location)) return std::nullopt;
  try {
    return from_uri(Poco::URI(Poco::URI(base.origin.text() + base.target), std::string(location)));
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

bool is_ip_literal(std::string_view host) {
  Poco::Net::IPAddress address;
  return Poco::Net::IPAddress::tryParse(std::string(host), address);
}

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  Poco::Net::IPAddress address;
  return Poco::Net::IPAddress::tryParse(std::string(host), address) && address.isLoopback();
}

} // namespace timely::http
