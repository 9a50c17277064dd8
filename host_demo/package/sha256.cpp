// SPDX-License-Identifier: MIT
// By the functions that OpenSSL had before its EVP_…: those set up every algorithm and read
// openssl.cnf first, which takes as long as two megabytes do, at the start of every command.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "package/sha256.hpp"

#include <array>
#include <stdexcept>

namespace host {
namespace {

void require(int result) {
  if (result != 1) throw std::runtime_error("OpenSSL gives no SHA-256");
}

} // namespace

Sha256::Sha256() {
  require(SHA256_Init(&state_));
}

void Sha256::add(std::string_view bytes) {
  require(SHA256_Update(&state_, bytes.data(), bytes.size()));
}

std::string Sha256::hex() {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  require(SHA256_Final(digest.data(), &state_));
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const auto byte : digest) text += {digits[byte >> 4], digits[byte & 15]};
  return text;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 sum;
  sum.add(bytes);
  return sum.hex();
}

} // namespace host
