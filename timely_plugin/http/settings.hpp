// SPDX-License-Identifier: MIT
#pragma once
// The configuration of a Timely HTTP Client, typed and checked.

#include "http/origin.hpp"
#include "http/proxy.hpp"

#include "oauth/secret.hpp"

#include <hif/sdk/client.hpp>

#include <optional>
#include <string>
#include <vector>

namespace timely::http {

struct Timeouts {
  std::int64_t connect_ms = 10'000;    // to open a connection, TLS included
  std::int64_t first_byte_ms = 60'000; // from the request sent to the first byte of its answer
  std::int64_t idle_ms = 30'000;       // longest silence between two bytes
  std::int64_t request_ms = 300'000;   // one attempt, from its start to the last byte
};

struct RetryLimits {
  int max_attempts = 8; // the first included
  std::int64_t max_elapsed_ms = 900'000;
};

struct TlsSettings {
  std::string ca_file; // empty: the system's
  std::string client_certificate, client_key;
  bool insecure_skip_verify = false;
};

struct Settings {
  Url base; // `target` is the path prefix, without a slash at the end; empty when there is none
  std::string client_id, redirect_uri, authorize_url;
  oauth::Secret client_secret;
  Url token_url, revoke_url;
  bool token_as_json = false;
  oauth::Secret access_token; // empty: a granted key is used
  std::optional<std::int64_t> account_id;
  Timeouts timeouts;
  RetryLimits retry;
  double max_per_second = 0; // 0: no ceiling
  std::size_t max_connections = 4;
  TlsSettings tls;
  std::optional<Proxy> proxy;
  std::uint64_t max_response_bytes = 268'435'456;
  std::vector<hif::sdk::Header> headers;
  std::string user_agent; // empty: the package's own

  // `target` begins with '/' and is relative to the base URI.
  std::string url_of(std::string_view target) const {
    return base.origin.text() + base.target + std::string(target);
  }
};

// Throws ConfigError that names every fault. Empty strings stand for values that are not at hand
// and pass; the ones that are needed are asked for where they are.
Settings read_settings(const hif::json::Value& config);

} // namespace timely::http
