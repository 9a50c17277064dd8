// SPDX-License-Identifier: MIT
#pragma once
// Which proxy stands between here and an origin, if any.

#include "http/origin.hpp"

#include "oauth/secret.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace timely::http {

struct Proxy {
  std::string host;
  std::uint16_t port = 0;
  std::string user;
  oauth::Secret password;

  // The value of a Proxy-Authorization field (RFC 7617); empty without a user.
  std::string authorization() const;
};

// Reads "http://user:password@host:port"; the scheme may be left out. Empty when it is no URL of
// an HTTP proxy.
std::optional<Proxy> parse_proxy(std::string_view text);

// Gives the value of an environment variable, empty when it is not set.
using Environment = std::function<std::string(const char* name)>;
Environment process_environment();

// The proxy for `origin`: `configured` before `https_proxy` or `http_proxy`, then `all_proxy`;
// `no_proxy` holds for those of the environment alone. HTTP_PROXY in capitals is not read: a
// request to a CGI program can set it (CVE-2016-5385).
std::optional<Proxy> proxy_for(const Origin& origin, const std::optional<Proxy>& configured,
                               const Environment& environment);
// Whether there may be one for any origin.
bool has_proxies(const std::optional<Proxy>& configured, const Environment& environment);

} // namespace timely::http
