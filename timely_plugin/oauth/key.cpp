// SPDX-License-Identifier: MIT
#include "oauth/key.hpp"

#include <hif/sdk/error.hpp>
#include <hif/sdk/json_parse.hpp>

#include <openssl/rand.h>

#include <vector>

namespace timely::oauth {

namespace {

using hif::json::Object;
using hif::json::Value;

constexpr std::int64_t us_per_s = 1'000'000;

Value optional_value(const std::optional<std::int64_t>& number) {
  return number ? Value(*number) : Value();
}

Object pair_object(const Pair& pair) {
  return {{"access_token", pair.access_token.reveal()},
          {"refresh_token", pair.refresh_token.reveal()}};
}

std::string text_in(const Value& object, std::string_view name) {
  const auto* value = object.find(name);
  return value && value->is_string() ? value->as_string() : std::string();
}

std::optional<std::int64_t> number_in(const Value& object, std::string_view name) {
  const auto* value = object.find(name);
  return value ? value->to_int64() : std::nullopt;
}

Pair pair_in(const Value& object) {
  return {Secret(text_in(object, "access_token")), Secret(text_in(object, "refresh_token"))};
}

} // namespace

bool Key::expired(std::int64_t now_us) const {
  return expires_at && now_us >= *expires_at * us_per_s;
}

bool Key::near_expiry(std::int64_t now_us) const {
  if (!expires_at) return false;
  const auto life_us = (*expires_at - refreshed_at.value_or(granted_at)) * us_per_s;
  const auto skew_us = std::min(60 * us_per_s, std::max<std::int64_t>(life_us, 0) / 10);
  return now_us >= *expires_at * us_per_s - skew_us;
}

Secret print_key(const Key& key) {
  auto object = pair_object(key.pair);
  object.set("scope", key.scope);
  object.set("granted_at", key.granted_at);
  object.set("refreshed_at", optional_value(key.refreshed_at));
  object.set("expires_at", optional_value(key.expires_at));
  if (key.previous) object.set("previous", pair_object(*key.previous));
  object.set("fence", key.fence);
  auto text = hif::json::print(object);
  Secret secret(text);
  wipe(text);
  return secret;
}

Key parse_key(std::string_view text) {
  Value object;
  try {
    object = hif::json::parse(text);
  } catch (const hif::json::ParseError&) { // told below, without the text
  }
  Key key;
  key.pair = pair_in(object);
  key.scope = text_in(object, "scope");
  if (key.pair.access_token.empty())
    throw hif::sdk::Error(HIF_DATA_LOSS, "the kept key cannot be read: revoke it and grant access "
                                         "again");
  key.granted_at = number_in(object, "granted_at").value_or(0);
  key.refreshed_at = number_in(object, "refreshed_at");
  key.expires_at = number_in(object, "expires_at");
  if (const auto* previous = object.find("previous")) key.previous = pair_in(*previous);
  if (const auto* fence = object.find("fence")) key.fence = fence->to_uint64().value_or(0);
  return key;
}

std::string random_hex(std::size_t bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::vector<unsigned char> random(bytes);
  if (RAND_bytes(random.data(), static_cast<int>(bytes)) != 1)
    throw hif::sdk::Error(HIF_INTERNAL, "the system gives no random numbers");
  std::string text;
  for (const auto byte : random) text += {digits[byte >> 4], digits[byte & 15]};
  return text;
}

} // namespace timely::oauth
