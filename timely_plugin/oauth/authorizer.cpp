// SPDX-License-Identifier: MIT
#include "oauth/authorizer.hpp"

namespace timely::oauth {

namespace {

using hif::sdk::Call;
using hif::sdk::Error;

// Longer than one request to the token endpoint may take.
constexpr std::int64_t claim_us = 30'000'000;
constexpr std::int64_t claimed_poll_ms = 200;
constexpr std::int64_t early_retry_ns = 5'000'000'000;
constexpr auto slice = std::chrono::milliseconds(100);

Key renewed(const Key& old, const Tokens& tokens, std::int64_t now_s) {
  auto key = old;
  key.previous = old.pair;
  key.pair = {tokens.access_token, tokens.refresh_token.value_or(old.pair.refresh_token)};
  key.refreshed_at = now_s;
  key.expires_at = tokens.expires_in ? std::optional(now_s + *tokens.expires_in) : std::nullopt;
  if (!tokens.scope.empty()) key.scope = tokens.scope;
  key.claim.reset();
  return key;
}

} // namespace

void Application::need() const {
  if (client_id.empty())
    throw Error(HIF_INVALID_ARGUMENT,
                "client_id is empty: fill in the ID of the OAuth application");
  if (client_secret.empty())
    throw Error(HIF_INVALID_ARGUMENT,
                "client_secret is empty: fill in the secret of the OAuth application");
}

class Authorizer::Turn {
 public:
  Turn(Authorizer& authorizer, const Call& call) : authorizer_(authorizer) {
    std::unique_lock lock(authorizer_.mutex_);
    while (authorizer_.renewing_) {
      authorizer_.turn_over_.wait_for(lock, slice);
      call.throw_if_cancelled();
      if (authorizer_.host_.steady_ns() >= call.deadline_ns())
        throw Error(HIF_DEADLINE_EXCEEDED, "the call's time is over");
    }
    authorizer_.renewing_ = true;
  }
  ~Turn() {
    {
      const std::lock_guard lock(authorizer_.mutex_);
      authorizer_.renewing_ = false;
    }
    authorizer_.turn_over_.notify_all();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Authorizer& authorizer_;
};

Authorizer::Authorizer(const hif::sdk::Host& host, Application application, std::string fixed_token,
                       Endpoint token_endpoint)
    : host_(host), application_(std::move(application)), fixed_token_(std::move(fixed_token)),
      token_endpoint_(std::move(token_endpoint)), store_(host_), id_(random_hex(8)) {
  host_.mask(application_.client_secret);
  host_.mask(fixed_token_);
}

std::string Authorizer::advice() const {
  if (!fixed_token_.empty()) return "the access_token of the configuration is no longer good";
  return "grant access to client \"" + std::string(host_.scope()) + "\" again";
}

void Authorizer::no_access(const std::string& why, hif::json::Value details) const {
  throw Error(HIF_UNAUTHENTICATED, why + "; " + advice(), std::move(details));
}

std::optional<KeptKey> Authorizer::cached() const {
  const std::lock_guard lock(mutex_);
  return kept_;
}

KeptKey Authorizer::cache(KeptKey kept) {
  const std::lock_guard lock(mutex_);
  unproven_ = kept.key.previous.has_value();
  kept_ = std::move(kept);
  return *kept_;
}

void Authorizer::forget_cached() {
  const std::lock_guard lock(mutex_);
  kept_.reset();
}

Bearer Authorizer::bearer(const Call& call) {
  if (!fixed_token_.empty()) return {fixed_token_};
  auto kept = cached();
  if (!kept) {
    kept = store_.load(call);
    if (!kept)
      throw Error(HIF_UNAUTHENTICATED, "there is no key yet: grant access to client \"" +
                                           std::string(host_.scope()) + "\"");
    cache(*kept);
  }
  const auto& key = kept->key;
  if (!key.near_expiry(host_.now_us()) || key.pair.refresh_token.empty())
    return {key.pair.access_token};
  {
    const std::lock_guard lock(mutex_);
    const auto soon =
        renewal_failed_ns_ != 0 && host_.steady_ns() < renewal_failed_ns_ + early_retry_ns;
    if (soon && !key.expired(host_.now_us())) return {key.pair.access_token};
  }
  try {
    renew(call, key.pair.access_token);
  } catch (const Error& error) {
    const auto over = error.status == HIF_CANCELLED || error.status == HIF_DEADLINE_EXCEEDED;
    if (over || key.expired(host_.now_us())) throw;
    host_.log(HIF_LOG_WARN, std::string("the key could not be renewed early: ") + error.what());
    const std::lock_guard lock(mutex_);
    renewal_failed_ns_ = host_.steady_ns();
    return {key.pair.access_token};
  }
  return {cached().value_or(*kept).key.pair.access_token};
}

void Authorizer::replace(const Call& call, const Bearer& bearer, const std::string& refusal,
                         const hif::json::Value& details) {
  if (!fixed_token_.empty()) no_access(refusal, details);
  try {
    renew(call, bearer.token);
  } catch (const Error& error) {
    if (error.status != HIF_UNAUTHENTICATED) throw;
    throw Error(error.status, refusal + "; " + error.what(), details);
  }
}

void Authorizer::renew(const Call& call, const std::string& refused) {
  const Turn turn(*this, call);
  KeptKey mine;
  if (!adopt_or_claim(call, refused, mine)) return;
  try {
    keep(call, ask_with_any(call, mine), mine);
  } catch (const InvalidGrant& error) {
    if (adopt_newer(call, refused)) return;
    release(call, mine);
    no_access(error.what());
  } catch (const Error&) {
    if (!call.cancelled()) release(call, mine);
    throw;
  }
}

// False when somebody else has renewed the key meanwhile; else `mine` is the key, claimed.
bool Authorizer::adopt_or_claim(const Call& call, const std::string& refused, KeptKey& mine) {
  for (;;) {
    call.throw_if_cancelled();
    auto kept = store_.load(call);
    if (!kept) {
      forget_cached();
      no_access("there is no key any more");
    }
    if (kept->key.pair.access_token != refused) return cache(std::move(*kept)), false;
    const auto& claim = kept->key.claim;
    if (claim && claim->by != id_ && claim->until_us > host_.now_us()) {
      host_.sleep(call.raw(), claimed_poll_ms);
      continue;
    }
    if (kept->key.pair.refresh_token.empty()) no_access("the key cannot be renewed");
    application_.need();
    mine = std::move(*kept);
    mine.key.claim = Claim{id_, host_.now_us() + claim_us};
    if (const auto revision = store_.save(call, mine.key, mine.revision)) {
      mine.revision = *revision;
      return true;
    }
  }
}

// Keeps the claim on while more requests are made.
void Authorizer::claim(const Call& call, KeptKey& mine) {
  if (mine.key.claim->until_us - host_.now_us() > claim_us * 2 / 3) return;
  mine.key.claim->until_us = host_.now_us() + claim_us;
  if (const auto revision = store_.save(call, mine.key, mine.revision)) mine.revision = *revision;
}

Tokens Authorizer::ask(const Call& call, KeptKey& mine, const std::string& refresh_token) {
  const Form form{{"grant_type", "refresh_token"},
                  {"refresh_token", refresh_token},
                  {"client_id", application_.client_id},
                  {"client_secret", application_.client_secret}};
  const auto once = [&] {
    return request_tokens(host_, call, token_endpoint_, form, [&] { claim(call, mine); });
  };
  try {
    return once();
  } catch (const LostReply&) { // the vendor may have kept the old pair good
    return once();
  }
}

// With the pair at hand, or with the one before it when that one never worked.
Tokens Authorizer::ask_with_any(const Call& call, KeptKey& mine) {
  try {
    return ask(call, mine, mine.key.pair.refresh_token);
  } catch (const InvalidGrant&) {
    const auto& previous = mine.key.previous;
    if (!previous || previous->refresh_token.empty() ||
        previous->refresh_token == mine.key.pair.refresh_token)
      throw;
    return ask(call, mine, previous->refresh_token);
  }
}

// The new pair is kept before anybody uses it. When somebody else has kept a newer key, theirs is
// used: it was written later, or by a new grant.
void Authorizer::keep(const Call& call, const Tokens& tokens, KeptKey mine) {
  const auto refused = mine.key.pair.access_token;
  const auto key = renewed(mine.key, tokens, host_.now_us() / 1'000'000);
  for (;;) {
    if (const auto revision = store_.save(call, key, mine.revision)) {
      cache({key, *revision});
      host_.log(HIF_LOG_INFO, "the key was renewed");
      return;
    }
    auto kept = store_.load(call);
    if (!kept) {
      forget_cached();
      no_access("the key was revoked meanwhile");
    }
    if (kept->key.pair.access_token != refused) return void(cache(std::move(*kept)));
    mine.revision = kept->revision;
  }
}

void Authorizer::release(const Call& call, KeptKey mine) {
  mine.key.claim.reset();
  try {
    store_.save(call, mine.key, mine.revision);
  } catch (const Error&) { // it lapses by itself
  }
}

bool Authorizer::adopt_newer(const Call& call, const std::string& refused) {
  auto kept = store_.load(call);
  if (!kept || kept->key.pair.access_token == refused) return false;
  cache(std::move(*kept));
  return true;
}

void Authorizer::worked(const Call& call, const Bearer& bearer) {
  if (!unproven_) return;
  auto kept = cached();
  if (!kept || !kept->key.previous || kept->key.pair.access_token != bearer.token) return;
  kept->key.previous.reset();
  if (!unproven_.exchange(false)) return;
  try {
    const auto revision = store_.save(call, kept->key, kept->revision);
    if (revision) cache({kept->key, *revision});
  } catch (const Error&) { // the old pair stays beside the new one
  }
}

} // namespace timely::oauth
