// SPDX-License-Identifier: MIT
#pragma once
// The key in the host's secrets, with the revision that guards it against other processes.

#include "oauth/key.hpp"

#include <hif/sdk/host.hpp>

namespace timely::oauth {

struct KeptKey {
  Key key;
  std::uint64_t revision = 0;
};

class KeyStore {
 public:
  explicit KeyStore(const hif::sdk::Host& host) : host_(host) {}

  // Its tokens are masked in everything the host writes from now on.
  std::optional<KeptKey> load(const hif::sdk::Call& call) const;
  // The new revision; empty when another revision than `expected` (0: none) is kept.
  std::optional<std::uint64_t> save(const hif::sdk::Call& call, const Key& key,
                                    std::uint64_t expected) const;
  // Whatever is kept is replaced.
  KeptKey replace(const hif::sdk::Call& call, const Key& key) const;
  void forget(const hif::sdk::Call& call) const;
  void mask(const Pair& pair) const;

 private:
  const hif::sdk::Host& host_;
};

} // namespace timely::oauth
