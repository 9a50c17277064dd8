// SPDX-License-Identifier: MIT
#include "oauth/key_store.hpp"

namespace timely::oauth {

namespace {
constexpr std::string_view name = "key";
}

std::optional<KeptKey> KeyStore::load(const hif::sdk::Call& call) const {
  auto kept = host_.secret(call, name);
  if (!kept) return std::nullopt;
  const Secret text(kept->value);
  wipe(kept->value);
  KeptKey key{parse_key(text.reveal()), kept->revision};
  mask(key.key.pair);
  if (key.key.previous) mask(*key.key.previous);
  return key;
}

std::optional<std::uint64_t> KeyStore::save(const hif::sdk::Call& call, const Key& key,
                                            std::uint64_t expected) const {
  mask(key.pair);
  const Secret text = print_key(key);
  return host_.put_secret(call, name, text.reveal(), expected);
}

KeptKey KeyStore::replace(const hif::sdk::Call& call, const Key& key) const {
  for (;;) {
    call.throw_if_cancelled();
    const auto kept = host_.secret(call, name);
    if (const auto revision = save(call, key, kept ? kept->revision : 0)) return {key, *revision};
  }
}

void KeyStore::forget(const hif::sdk::Call& call) const {
  host_.remove_secret(call, name);
}

void KeyStore::mask(const Pair& pair) const {
  host_.mask(pair.access_token.reveal());
  host_.mask(pair.refresh_token.reveal());
}

} // namespace timely::oauth
