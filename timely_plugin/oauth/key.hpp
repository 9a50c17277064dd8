// SPDX-License-Identifier: MIT
#pragma once
// The key that a grant gave, as it is kept.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace timely::oauth {

struct Pair {
  std::string access_token;
  std::string refresh_token; // empty: the key cannot be renewed
};

// Who renews the key now. It lapses by itself, so that a renewal that died blocks nobody.
struct Claim {
  std::string by;
  std::int64_t until_us = 0; // Unix time
};

struct Key {
  Pair pair;
  std::string scope;
  std::int64_t granted_at = 0;              // Unix seconds
  std::optional<std::int64_t> refreshed_at; // Unix seconds
  std::optional<std::int64_t> expires_at;   // Unix seconds; empty: not known
  std::optional<Pair> previous;             // until `pair` has worked once
  std::optional<Claim> claim;

  bool expired(std::int64_t now_us) const;
  // Nearer to its end than 60 s or a tenth of its life, whichever is less.
  bool near_expiry(std::int64_t now_us) const;
};

std::string print_key(const Key& key);
// Throws Error HIF_DATA_LOSS.
Key parse_key(std::string_view text);

// `bytes` random bytes in hexadecimal.
std::string random_hex(std::size_t bytes);
// In a time that does not tell where they differ.
bool equal_secrets(std::string_view a, std::string_view b);
// For people: no part of a short token, the last four characters of a long one.
std::string masked(std::string_view token);

} // namespace timely::oauth
