// SPDX-License-Identifier: MIT
#include "keys.hpp"

#include <algorithm>
#include <random>

namespace timely::sandbox {

namespace {

constexpr Seconds code_lifetime = 600;

} // namespace

std::string random_token() {
  static constexpr char hex[] = "0123456789abcdef";
  std::random_device source;
  std::string token;
  for (int i = 0; i < 8; ++i) {
    auto bits = source();
    for (int digit = 0; digit < 8; ++digit, bits >>= 4) token.push_back(hex[bits & 15]);
  }
  return token;
}

KeyStore::KeyStore(Clock& clock, Seconds lifetime, Rotation rotation)
    : clock_(clock), lifetime_(lifetime), rotation_(rotation), client_id_(random_token()),
      client_secret_(random_token()) {}

std::string KeyStore::new_code(const std::string& redirect_uri) {
  const auto code = random_token();
  codes_[code] = {redirect_uri, clock_.now() + code_lifetime};
  return code;
}

Key KeyStore::new_key() {
  Key key{random_token(), random_token(), clock_.now(), lifetime_};
  keys_[key.access_token] = {key, ""};
  return key;
}

std::optional<Key> KeyStore::redeem_code(const std::string& code, const std::string& redirect_uri) {
  const auto found = codes_.find(code);
  if (found == codes_.end()) return std::nullopt;
  const bool good =
      found->second.redirect_uri == redirect_uri && found->second.expires_at > clock_.now();
  codes_.erase(found);
  return good ? std::optional(new_key()) : std::nullopt;
}

std::optional<Key> KeyStore::refresh(const std::string& refresh_token) {
  const auto* old = find(refresh_token);
  if (!old || old->refresh_token != refresh_token) return std::nullopt;
  const auto replaced = old->access_token;
  auto key = new_key();
  ++refreshes_;
  if (rotation_ == Rotation::strict)
    keys_.erase(replaced);
  else
    keys_[key.access_token].replaces = replaced;
  return key;
}

const Key* KeyStore::use(const std::string& access_token) {
  const auto found = keys_.find(access_token);
  if (found == keys_.end() || !is_live(found->second.key)) return nullptr;
  if (!found->second.replaces.empty()) {
    keys_.erase(found->second.replaces);
    found->second.replaces.clear();
  }
  return &found->second.key;
}

const Key* KeyStore::find(const std::string& any_token) const {
  const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const auto& one) {
    const auto& key = one.second.key;
    return key.access_token == any_token || key.refresh_token == any_token;
  });
  return found == keys_.end() ? nullptr : &found->second.key;
}

bool KeyStore::is_live(const Key& key) const {
  return key.expires_in == 0 || clock_.now() < key.created_at + key.expires_in;
}

void KeyStore::revoke(const std::string& any_token) {
  if (const auto* key = find(any_token)) keys_.erase(std::string(key->access_token));
}

void KeyStore::expire_all() {
  for (auto& [token, held] : keys_) {
    held.key.expires_in = 1;
    held.key.created_at = clock_.now() - 2;
  }
}

} // namespace timely::sandbox
