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
  std::string client_id;
  Secret client_secret;

  // Throws Error HIF_INVALID_ARGUMENT that says what to fill in.
  void need() const;
};

// A token, and when it ends as far as known.
struct Bearer {
  Secret token;
  std::optional<std::int64_t> expires_at; // Unix seconds
};

// The most that one request to the token endpoint may take: less than the lease on renewals lasts,
// so that its answer is kept before anybody else may begin.
inline constexpr std::int64_t token_request_ms = 20'000;

// Any thread. Within the process one renewal runs at a time, and the others wait for it; across
// processes under a lease of the host, whose fence stands in the key that it leads to. Nothing is
// locked meanwhile, and what a renewal finds changed when it comes back it leaves as it is.
class Authorizer {
 public:
  // `fixed_token`: one that is used as it is; empty for a granted key.
  Authorizer(const hif::sdk::Host& host, Application application, Secret fixed_token,
             Endpoint token_endpoint);

  // The token for the next attempt. Throws Error HIF_UNAUTHENTICATED when there is none.
  Bearer bearer(const hif::sdk::Call& call);
  // The vendor refused `bearer`: another one is at hand after this. `again`: it was itself new, so
  // only one that has ended meanwhile, by its time or by another's renewal, is renewed. Throws
  // Error HIF_UNAUTHENTICATED with `refusal` and `details` when there is none.
  void replace(const hif::sdk::Call& call, const Bearer& bearer, bool again,
               const std::string& refusal, const hif::json::Value& details);
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
  void renew(const hif::sdk::Call& call, const Secret& refused);
  std::optional<hif::sdk::Lease> lease(const hif::sdk::Call& call, const Secret& refused,
                                       KeptKey& mine);
  Tokens ask(const hif::sdk::Call& call, hif::sdk::Lease& lease, const Secret& refresh_token);
  Tokens ask_with_any(const hif::sdk::Call& call, hif::sdk::Lease& lease, const Key& key);
  void keep(const hif::sdk::Call& call, const Key& key, KeptKey old);
  bool adopt_newer(const hif::sdk::Call& call, const Secret& refused);
  [[noreturn]] void no_access(const std::string& why, hif::json::Value details = {}) const;

  const hif::sdk::Host& host_;
  const Application application_;
  const Secret fixed_token_;
  const Endpoint token_endpoint_;
  const KeyStore store_;

  mutable std::mutex mutex_;
  std::condition_variable turn_over_;
  bool renewing_ = false;
  std::optional<KeptKey> kept_;
  std::int64_t renewal_failed_ns_ = 0; // of one that was not yet necessary
  std::atomic<bool> unproven_{false};  // kept_ still has its previous pair
};

} // namespace timely::oauth
