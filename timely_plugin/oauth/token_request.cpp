// SPDX-License-Identifier: MIT
#include "oauth/token_request.hpp"

#include <hif/sdk/json_parse.hpp>

#include <cctype>

namespace timely::oauth {

namespace {

using hif::json::Value;
using hif::sdk::Error;

constexpr int max_attempts = 4;
constexpr std::int64_t first_delay_ms = 500, longest_delay_ms = 10'000;

Value parsed(const std::string& body) {
  try {
    return hif::json::parse(body);
  } catch (const hif::json::ParseError&) {
    return {};
  }
}

std::string text_in(const Value& object, std::string_view name) {
  const auto* value = object.find(name);
  return value && value->is_string() ? value->as_string() : std::string();
}

// Only what the standard defines is repeated: the rest of a body might hold what was sent.
std::string words_of(int http_status, const Value& body) {
  auto words = "the token endpoint answered " + std::to_string(http_status);
  if (const auto error = text_in(body, "error"); !error.empty()) words += ": " + error;
  if (const auto more = text_in(body, "error_description"); !more.empty())
    words += " (" + more + ")";
  return words;
}

std::string lower(std::string text) {
  for (auto& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

Tokens tokens_in(const Value& body) {
  Tokens tokens{.access_token = Secret(text_in(body, "access_token")),
                .refresh_token = {},
                .expires_in = {},
                .scope = text_in(body, "scope")};
  if (tokens.access_token.empty())
    throw Error(HIF_DATA_LOSS, "the token endpoint gave no access_token");
  const auto type = text_in(body, "token_type");
  if (!type.empty() && lower(type) != "bearer")
    throw Error(HIF_DATA_LOSS, "the token endpoint gave a token of type \"" + type +
                                   "\", where only bearer tokens are of use");
  if (auto refresh = text_in(body, "refresh_token"); !refresh.empty())
    tokens.refresh_token = Secret(refresh);
  if (const auto* expires = body.find("expires_in"))
    if (const auto seconds = expires->to_int64(); seconds && *seconds > 0)
      tokens.expires_in = seconds;
  return tokens;
}

[[noreturn]] void refuse(int http_status, const Value& body) {
  const auto words = words_of(http_status, body);
  const auto error = text_in(body, "error");
  if (error == "invalid_grant" || error == "access_denied") throw InvalidGrant(words);
  if (error == "invalid_client" || error == "unauthorized_client" || http_status == 401)
    throw Error(HIF_UNAUTHENTICATED, words + "; check client_id and client_secret");
  if (http_status == 429) throw Error(HIF_RATE_LIMITED, words);
  if (http_status >= 500) throw Error(HIF_UNAVAILABLE, words);
  throw Error(HIF_UNAUTHENTICATED, words);
}

bool passes(const Reply& reply) {
  if (reply.http_status == 0) return !reply.sent;
  return reply.http_status == 429 || reply.http_status == 503;
}

} // namespace

Tokens request_tokens(const hif::sdk::Host& host, const hif::sdk::Call& call,
                      const Endpoint& endpoint, const Form& form,
                      const std::function<void()>& before_each) {
  for (int attempt = 1;; ++attempt) {
    before_each();
    const auto reply = endpoint(call, form);
    if (reply.http_status / 100 == 2) return tokens_in(parsed(reply.body));
    if (passes(reply) && attempt < max_attempts && reply.retry_after_ms <= longest_delay_ms) {
      host.sleep(call.raw(), std::max(reply.retry_after_ms, first_delay_ms << (attempt - 1)));
      continue;
    }
    if (reply.http_status != 0) {
      if (reply.http_status >= 500 && reply.http_status != 503)
        throw LostReply(words_of(reply.http_status, parsed(reply.body)));
      refuse(reply.http_status, parsed(reply.body));
    }
    const auto words = "the token endpoint cannot be reached: " + reply.body;
    if (reply.sent) throw LostReply(words);
    throw Error(HIF_UNAVAILABLE, words);
  }
}

} // namespace timely::oauth
