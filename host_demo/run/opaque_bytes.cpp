// SPDX-License-Identifier: MIT
#include "run/opaque_bytes.hpp"

#include "text/failure.hpp"

#include <hif/sdk/json_parse.hpp>

#include <openssl/evp.h>

#include <optional>

namespace host {
namespace {

std::string base64(std::string_view bytes) {
  // OpenSSL ends the text with a NUL of its own.
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const auto size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                    reinterpret_cast<const unsigned char*>(bytes.data()),
                                    static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

// None when it is no base64.
std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  const auto size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                    reinterpret_cast<const unsigned char*>(text.data()),
                                    static_cast<int>(text.size()));
  if (size < 0 || text.size() % 4 != 0) return std::nullopt;
  // What stands for the padding is decoded too.
  const auto padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  bytes.resize(static_cast<std::size_t>(size - padding));
  return bytes;
}

} // namespace

void set_bytes(hif::json::Object& object, const std::string& name, std::string_view bytes) {
  bool is_text = bytes.find('\0') == std::string_view::npos;
  for (std::size_t at = 0; is_text && at < bytes.size();) {
    const auto length = hif::json::detail::utf8_length(bytes, at);
    is_text = length > 0;
    at += length;
  }
  if (is_text) return object.set(name, bytes);
  object.set(name + "_base64", base64(bytes));
}

std::string bytes_in(const hif::json::Value& object, const std::string& name) {
  if (const auto* text = object.find(name); text && text->is_string()) return text->as_string();
  const auto* coded = object.find(name + "_base64");
  if (!coded || !coded->is_string()) return {};
  auto bytes = from_base64(coded->as_string());
  if (!bytes)
    throw Failure(Exit::usage, "\"" + name +
                                   "_base64\" of a position is no base64. Take the state "
                                   "as `hif state export` wrote it.");
  return *std::move(bytes);
}

} // namespace host
