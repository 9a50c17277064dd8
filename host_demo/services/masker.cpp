// SPDX-License-Identifier: MIT
#include "services/masker.hpp"

#include <hif/sdk/json_print.hpp>

#include <cctype>
#include <mutex>

namespace host {
namespace {

std::string in_json(std::string_view secret) {
  const auto quoted = hif::json::print(hif::json::Value(secret));
  return quoted.substr(1, quoted.size() - 2);
}

std::string in_url(std::string_view secret) {
  static constexpr char hex[] = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char byte : secret) {
    if (std::isalnum(byte) || byte == '-' || byte == '.' || byte == '_' || byte == '~')
      out.push_back(static_cast<char>(byte));
    else
      out += {'%', hex[byte >> 4], hex[byte & 15]};
  }
  return out;
}

}  // namespace

void Masker::add(std::string_view secret) {
  if (secret.size() < shortest) return;
  const std::unique_lock lock(mutex_);
  secrets_.emplace(secret);
  secrets_.insert(in_json(secret));
  secrets_.insert(in_url(secret));
}

std::string Masker::masked(std::string_view text) const {
  std::string out(text);
  const std::shared_lock lock(mutex_);
  for (const auto& secret : secrets_)
    for (auto at = out.find(secret); at != std::string::npos; at = out.find(secret, at + 3))
      out.replace(at, secret.size(), "***");
  return out;
}

}  // namespace host
