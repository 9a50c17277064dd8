// SPDX-License-Identifier: MIT
#include "oauth/secret.hpp"

#include <openssl/crypto.h>

#include <ostream>

namespace timely::oauth {

void wipe(std::string& text) noexcept {
  text.resize(text.capacity()); // a shorter text may have left the end of a longer one
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

bool operator==(const Secret& a, std::string_view b) {
  return equal_secrets(a.text_, b);
}

void PrintTo(const Secret&, std::ostream* out) {
  *out << "***";
}

bool equal_secrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string masked(const Secret& token) {
  constexpr std::size_t long_enough = 16;
  const auto& text = token.reveal();
  return "****" + (text.size() < long_enough ? std::string() : text.substr(text.size() - 4));
}

} // namespace timely::oauth
