// SPDX-License-Identifier: MIT
#pragma once
#include <openssl/sha.h>

#include <string>
#include <string_view>

namespace host {

// Of bytes that come in parts. Throws std::runtime_error where OpenSSL has no SHA-256.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  // Once, after the last part: 64 lower-case hexadecimal digits.
  std::string hex();

 private:
  SHA256_CTX state_;
};

// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

} // namespace host
