// SPDX-License-Identifier: MIT
#pragma once
// The key that a grant gave, as it is kept.

#include "oauth/secret.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace timely::oauth {

struct Pair {
  Secret access_token;
  Secret refresh_token; // empty: the key cannot be renewed
};

struct Key {
  Pair pair;
  std::string scope;
  std::int64_t granted_at = 0;              // Unix seconds
  std::optional<std::int64_t> refreshed_at; // Unix seconds
  std::optional<std::int64_t> expires_at;   // Unix seconds; empty: not known
  std::optional<Pair> previous;             // until `pair` has worked once
  std::uint64_t fence = 0; // of the lease under which `pair` was kept; 0: of a grant

  bool expired(std::int64_t now_us) const;
  // Nearer to its end than 60 s or a tenth of its life, whichever is less.
  bool near_expiry(std::int64_t now_us) const;
};

Secret print_key(const Key& key);
// Throws Error HIF_DATA_LOSS.
Key parse_key(std::string_view text);

// `bytes` random bytes in hexadecimal.
std::string random_hex(std::size_t bytes);

} // namespace timely::oauth
