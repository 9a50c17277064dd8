// SPDX-License-Identifier: MIT
#pragma once
// The token of each attempt: the kept key, renewed when it must be, once for everybody.

#include "oauth/key_store.hpp"
#include "oauth/token_request.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace timely::oauth {

// Who asks for keys: an OAuth application.
struct Application {
  std::string client_id, client_secret;

  // Throws Error HIF_INVALID_ARGUMENT that says what to fill in.
  void need() const;
};

struct Bearer {
  std::string token;
};

// Any thread. Within the process one renewal runs at a time, and the others wait for it; across
// processes it is claimed in the kept key by compare and set, so that no lock is held over HTTP.
class Authorizer {
 public:
  // `fixed_token`: one that is used as it is; empty for a granted key.
  Authorizer(const hif::sdk::Host& host, Application application, std::string fixed_token,
             Endpoint token_endpoint);

  // The token for the next attempt. Throws Error HIF_UNAUTHENTICATED when there is none.
  Bearer bearer(const hif::sdk::Call& call);
  // The vendor refused `bearer`: another one is at hand after this. Throws Error
  // HIF_UNAUTHENTICATED with `refusal` and `details` when there is none.
  void replace(const hif::sdk::Call& call, const Bearer& bearer, const std::string& refusal,
               const hif::json::Value& details);
  // The vendor took `bearer`: the pair before it is needed no more.
  void worked(const hif::sdk::Call& call, const Bearer& bearer);
  // After the kept key was changed from outside: a grant, a revocation.
  void forget_cached();
  // What to do when a token is refused for good.
  std::string advice() const;

 private:
  class Turn; // the right to renew
  std::optional<KeptKey> cached() const;
  KeptKey cache(KeptKey kept);
  void renew(const hif::sdk::Call& call, const std::string& refused);
  bool adopt_or_claim(const hif::sdk::Call& call, const std::string& refused, KeptKey& mine);
  void claim(const hif::sdk::Call& call, KeptKey& mine);
  Tokens ask(const hif::sdk::Call& call, KeptKey& mine, const std::string& refresh_token);
  Tokens ask_with_any(const hif::sdk::Call& call, KeptKey& mine);
  void keep(const hif::sdk::Call& call, const Tokens& tokens, KeptKey mine);
  void release(const hif::sdk::Call& call, KeptKey mine);
  bool adopt_newer(const hif::sdk::Call& call, const std::string& refused);
  [[noreturn]] void no_access(const std::string& why, hif::json::Value details = {}) const;

  const hif::sdk::Host& host_;
  const Application application_;
  const std::string fixed_token_;
  const Endpoint token_endpoint_;
  const KeyStore store_;
  const std::string id_; // in claims

  mutable std::mutex mutex_;
  std::condition_variable turn_over_;
  bool renewing_ = false;
  std::optional<KeptKey> kept_;
  std::int64_t renewal_failed_ns_ = 0; // of one that was not yet necessary
  std::atomic<bool> unproven_{false};  // kept_ still has its previous pair
};

} // namespace timely::oauth
