// SPDX-License-Identifier: MIT
#pragma once
// Asking the token endpoint (RFC 6749 §4.1.3, §5, §6).

#include "oauth/form.hpp"
#include "oauth/secret.hpp"

#include <hif/sdk/host.hpp>

#include <functional>

namespace timely::oauth {

// What came of one request to an OAuth endpoint.
struct Reply {
  int http_status = 0; // 0: no whole answer came
  bool sent = false;   // it may have been acted on
  std::string body;    // of the answer, or why there is none
  std::int64_t retry_after_ms = 0;
};

// Sends one form to an OAuth endpoint, once. Throws Error only when the call is over.
using Endpoint = std::function<Reply(const hif::sdk::Call& call, const Form& form)>;

struct Tokens {
  Secret access_token;
  std::optional<Secret> refresh_token;
  std::optional<std::int64_t> expires_in; // seconds
  std::string scope;
};

// The code or the refresh token is bad, expired, or was used already ("invalid_grant").
class InvalidGrant : public hif::sdk::Error {
 public:
  explicit InvalidGrant(const std::string& words) : Error(HIF_UNAUTHENTICATED, words) {}
};

// A request was sent, and no answer came: it may have been acted on.
class LostReply : public hif::sdk::Error {
 public:
  explicit LostReply(const std::string& words) : Error(HIF_UNAVAILABLE, words) {}
};

// Asks for tokens; waits and asks again while the request was not acted on. `before_each` runs
// before each request. Throws InvalidGrant, LostReply, Error; never with a secret in its text.
Tokens request_tokens(const hif::sdk::Host& host, const hif::sdk::Call& call,
                      const Endpoint& endpoint, const Form& form,
                      const std::function<void()>& before_each);

} // namespace timely::oauth
