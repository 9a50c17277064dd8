// SPDX-License-Identifier: MIT
#pragma once
// Where a URL leads: the part that a key may never leave, and the rest.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace timely::http {

// Scheme, host and port (RFC 6454 §4). `host` is lower case, an IPv6 address without brackets.
struct Origin {
  bool https = true;
  std::string host;
  std::uint16_t port = 443;

  bool operator==(const Origin&) const = default;
  // "api.timelyapp.com", "127.0.0.1:8080", "[::1]:8080": as the Host field has it.
  std::string authority() const;
  // "https://api.timelyapp.com".
  std::string text() const { return (https ? "https://" : "http://") + authority(); }
};

struct Url {
  Origin origin;
  std::string target; // path and query, begins with '/'
  bool user_info = false, fragment = false;
};

// Empty when `text` is no http or https URL.
std::optional<Url> parse_url(std::string_view text);

// The URL that a Location field means, read on the page `base` (RFC 9110 §10.2.2). Empty when it
// is none of http or https.
std::optional<Url> resolve_url(const Url& base, std::string_view location);

// Of a host name or a literal address.
bool is_loopback(std::string_view host);
bool is_ip_literal(std::string_view host);

} // namespace timely::http
