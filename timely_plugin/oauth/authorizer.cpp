// SPDX-License-Identifier: MIT
#include "oauth/authorizer.hpp"

namespace timely::oauth {

namespace {

using hif::sdk::Call;
using hif::sdk::Error;

constexpr std::string_view renewal = "key-renewal";
constexpr std::int64_t lease_ms = 30'000;
static_assert(lease_ms > token_request_ms);
constexpr std::int64_t lease_poll_ms = 50;
constexpr std::int64_t early_retry_ns = 5'000'000'000;
constexpr auto slice = std::chrono::milliseconds(100);

// This process stood still for so long that another may be at work.
class LeaseLost : public Error {
 public:
  LeaseLost() : Error(HIF_UNAVAILABLE, "another process has taken over the renewal of the key") {}
};

Key renewed(const Key& old, const Tokens& tokens, std::int64_t now_s, std::uint64_t fence) {
  auto key = old;
  key.previous = old.pair;
  key.pair = {tokens.access_token, tokens.refresh_token.value_or(old.pair.refresh_token)};
  key.refreshed_at = now_s;
  key.expires_at = tokens.expires_in ? std::optional(now_s + *tokens.expires_in) : std::nullopt;
  if (!tokens.scope.empty()) key.scope = tokens.scope;
  key.fence = fence;
  return key;
}

Bearer bearer_of(const Key& key) {
  return {key.pair.access_token, key.expires_at};
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

Authorizer::Authorizer(const hif::sdk::Host& host, Application application, Secret fixed_token,
                       Endpoint token_endpoint)
    : host_(host), application_(std::move(application)), fixed_token_(std::move(fixed_token)),
      token_endpoint_(std::move(token_endpoint)), store_(host_) {
  host_.mask(application_.client_secret.reveal());
  host_.mask(fixed_token_.reveal());
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
  if (!fixed_token_.empty()) return {fixed_token_, {}};
  auto kept = cached();
  if (!kept) {
    kept = store_.load(call);
    if (!kept)
      throw Error(HIF_UNAUTHENTICATED, "there is no key yet: grant access to client \"" +
                                           std::string(host_.scope()) + "\"");
    cache(*kept);
  }
  const auto& key = kept->key;
  if (!key.near_expiry(host_.now_us()) || key.pair.refresh_token.empty()) return bearer_of(key);
  {
    const std::lock_guard lock(mutex_);
    const auto soon =
        renewal_failed_ns_ != 0 && host_.steady_ns() < renewal_failed_ns_ + early_retry_ns;
    if (soon && !key.expired(host_.now_us())) return bearer_of(key);
  }
  try {
    renew(call, key.pair.access_token);
  } catch (const Error& error) {
    const auto over = error.status == HIF_CANCELLED || error.status == HIF_DEADLINE_EXCEEDED;
    if (over || key.expired(host_.now_us())) throw;
    host_.log(HIF_LOG_WARN, std::string("the key could not be renewed early: ") + error.what());
    const std::lock_guard lock(mutex_);
    renewal_failed_ns_ = host_.steady_ns();
    return bearer_of(key);
  }
  return bearer_of(cached().value_or(*kept).key);
}

void Authorizer::replace(const Call& call, const Bearer& bearer, bool again,
                         const std::string& refusal, const hif::json::Value& details) {
  if (!fixed_token_.empty()) no_access(refusal, details);
  try {
    const auto ended = bearer.expires_at && host_.now_us() >= *bearer.expires_at * 1'000'000;
    if (!again || ended) return renew(call, bearer.token);
    if (adopt_newer(call, bearer.token)) return;
  } catch (const Error& error) {
    if (error.status != HIF_UNAUTHENTICATED) throw;
    throw Error(error.status, refusal + "; " + error.what(), details);
  }
  no_access(refusal, details);
}

void Authorizer::renew(const Call& call, const Secret& refused) {
  const Turn turn(*this, call);
  KeptKey mine;
  auto lease = this->lease(call, refused, mine);
  if (!lease) return;
  if (mine.key.pair.refresh_token.empty()) no_access("the key cannot be renewed");
  application_.need();
  try {
    const auto tokens = ask_with_any(call, *lease, mine.key);
    keep(call, renewed(mine.key, tokens, host_.now_us() / 1'000'000, lease->fence()), mine);
  } catch (const InvalidGrant& error) {
    if (!adopt_newer(call, refused)) no_access(error.what());
  } catch (const LeaseLost&) {
    if (!adopt_newer(call, refused)) throw;
  }
}

// Nothing when somebody else has renewed the key meanwhile, and it was adopted; else the right to
// renew `mine`, the key as it was kept after the lease was had.
std::optional<hif::sdk::Lease> Authorizer::lease(const Call& call, const Secret& refused,
                                                 KeptKey& mine) {
  std::optional<hif::sdk::Lease> lease;
  for (;;) {
    call.throw_if_cancelled();
    auto kept = store_.load(call);
    if (!kept) {
      forget_cached();
      no_access("there is no key any more");
    }
    if (!(kept->key.pair.access_token == refused)) return cache(std::move(*kept)), std::nullopt;
    mine = std::move(*kept);
    if (lease) return lease;
    std::int64_t left_ms = 0;
    lease = host_.try_lease(call, renewal, lease_ms, &left_ms);
    if (!lease) host_.sleep(call.raw(), std::clamp<std::int64_t>(left_ms, 1, lease_poll_ms));
  }
}

Tokens Authorizer::ask(const Call& call, hif::sdk::Lease& lease, const Secret& refresh_token) {
  const Form form{{"grant_type", "refresh_token"},
                  {"refresh_token", refresh_token.reveal()},
                  {"client_id", application_.client_id},
                  {"client_secret", application_.client_secret.reveal()}};
  const auto hold = [&] {
    call.throw_if_cancelled();
    if (!lease.renew(call, lease_ms)) throw LeaseLost();
  };
  const auto once = [&] { return request_tokens(host_, call, token_endpoint_, form, hold); };
  try {
    return once();
  } catch (const LostReply&) { // the vendor may have kept the old pair good
    return once();
  }
}

// With the pair at hand, or with the one before it when that one never worked.
Tokens Authorizer::ask_with_any(const Call& call, hif::sdk::Lease& lease, const Key& key) {
  try {
    return ask(call, lease, key.pair.refresh_token);
  } catch (const InvalidGrant&) {
    const auto& previous = key.previous;
    if (!previous || previous->refresh_token.empty() ||
        previous->refresh_token == key.pair.refresh_token)
      throw;
    return ask(call, lease, previous->refresh_token);
  }
}

// The new pair is kept before anybody uses it, in place of `old` alone: a key that was kept
// meanwhile, under a later fence or by a new grant, is the newer one and stays.
void Authorizer::keep(const Call& call, const Key& key, KeptKey old) {
  for (;;) {
    if (const auto revision = store_.save(call, key, old.revision)) {
      cache({key, *revision});
      host_.log(HIF_LOG_INFO, "the key was renewed");
      return;
    }
    auto kept = store_.load(call);
    if (!kept) {
      forget_cached();
      no_access("the key was revoked meanwhile");
    }
    if (kept->key.fence > key.fence || !(kept->key.pair.access_token == old.key.pair.access_token))
      return void(cache(std::move(*kept)));
    old.revision = kept->revision;
  }
}

bool Authorizer::adopt_newer(const Call& call, const Secret& refused) {
  auto kept = store_.load(call);
  if (!kept || kept->key.pair.access_token == refused) return false;
  cache(std::move(*kept));
  return true;
}

void Authorizer::worked(const Call& call, const Bearer& bearer) {
  if (!unproven_) return;
  auto kept = cached();
  if (!kept || !kept->key.previous || !(kept->key.pair.access_token == bearer.token)) return;
  kept->key.previous.reset();
  if (!unproven_.exchange(false)) return;
  try {
    const auto revision = store_.save(call, kept->key, kept->revision);
    if (revision) cache({kept->key, *revision});
  } catch (const Error&) { // the old pair stays beside the new one
  }
}

} // namespace timely::oauth
