// SPDX-License-Identifier: MIT
#include "services/secret_key.hpp"

#include "services/sealed_file.hpp"
#include "text/failure.hpp"

#include <cstdlib>
#include <openssl/rand.h>
#include <optional>
#include <string>
#include <string_view>

namespace host {
namespace {

constexpr std::string_view remedy = "make one with: openssl rand -hex 32";

std::optional<SecretKey> from_hex(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  SecretKey key{};
  if (text.size() != key.size() * 2) return std::nullopt;
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  for (std::size_t i = 0; i < key.size(); ++i) {
    const int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    key[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return key;
}

std::string fresh_hex() {
  SecretKey key{};
  if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1)
    throw Failure(Exit::failed, "no random numbers are to be had for a secret key");
  static constexpr char hex[] = "0123456789abcdef";
  std::string text;
  for (const auto byte : key) text += {hex[byte >> 4], hex[byte & 15]};
  return text + "\n";
}

} // namespace

SecretKey secret_key(const std::filesystem::path& data_dir) {
  if (const char* given = std::getenv("HIF_SECRET_KEY"); given && *given) {
    if (const auto key = from_hex(given)) return *key;
    throw Failure(Exit::usage, "HIF_SECRET_KEY is not a key: it must be 64 hexadecimal digits; " +
                                   std::string(remedy));
  }
  const auto path = data_dir / "secret.key";
  auto text = read_private(path);
  if (!text) {
    make_private_folder(data_dir);
    create_private(path, fresh_hex()); // another process may have been quicker: read what is there
    text = read_private(path);
  }
  if (const auto key = text ? from_hex(*text) : std::nullopt) return *key;
  throw Failure(Exit::unauthorised, path.string() +
                                        " is not a key of 64 hexadecimal digits; put the right one "
                                        "back, or remove it and grant access again");
}

} // namespace host
