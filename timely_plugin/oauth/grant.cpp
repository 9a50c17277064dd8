// SPDX-License-Identifier: MIT
#include "oauth/grant.hpp"

#include <hif/sdk/json_parse.hpp>

namespace timely::oauth {

namespace {

using hif::json::Object;
using hif::sdk::Call;
using hif::sdk::Error;

constexpr std::string_view secret_name = "grant";
constexpr std::size_t state_bytes = 16;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const auto first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

// The query of a redirected URL, whole or in part; empty when `text` is a bare code.
std::optional<Form> redirected(std::string_view text) {
  const auto query = text.find('?');
  if (query == std::string_view::npos && text.find("://") == std::string_view::npos &&
      !text.starts_with("code=") && !text.starts_with("error="))
    return std::nullopt;
  const auto from = query == std::string_view::npos ? 0 : query + 1;
  return parse_form(text.substr(from, text.find('#', from) - from));
}

} // namespace

hif::json::Value Grant::begin(const Call& call) const {
  application_.need();
  const auto state = random_hex(state_bytes);
  const auto pending = hif::json::print(Object{{"state", state},
                                               {"redirect_uri", page_.redirect_uri},
                                               {"begun_at", host_.now_us() / 1'000'000}});
  for (;;) {
    call.throw_if_cancelled();
    const auto kept = host_.secret(call, secret_name);
    if (host_.put_secret(call, secret_name, pending, kept ? kept->revision : 0)) break;
  }
  const auto query = print_form({{"response_type", "code"},
                                 {"client_id", application_.client_id},
                                 {"redirect_uri", page_.redirect_uri},
                                 {"scope", "manage"},
                                 {"state", state}});
  const auto separator = page_.authorize_url.find('?') == std::string::npos ? "?" : "&";
  return Object{{"authorize_url", page_.authorize_url + separator + query},
                {"redirect_uri", page_.redirect_uri},
                {"state", state}};
}

void Grant::finish(const Call& call, std::string_view code_or_url) const {
  application_.need();
  const auto given = trimmed(code_or_url);
  const auto pending = load(call, !redirected(given));
  const auto code = code_of(call, given, pending);
  host_.mask(code);
  const Form form{{"grant_type", "authorization_code"},
                  {"code", code},
                  {"redirect_uri", pending.redirect_uri},
                  {"client_id", application_.client_id},
                  {"client_secret", application_.client_secret.reveal()}};
  Tokens tokens;
  try {
    tokens = request_tokens(host_, call, token_endpoint_, form, [] {});
  } catch (const InvalidGrant& error) {
    throw Error(HIF_UNAUTHENTICATED,
                std::string(error.what()) +
                    "; the code is bad, expired or used: begin the grant again");
  }
  const auto now_s = host_.now_us() / 1'000'000;
  Key key;
  key.pair = {tokens.access_token, tokens.refresh_token.value_or(Secret())};
  key.scope = tokens.scope;
  key.granted_at = now_s;
  if (tokens.expires_in) key.expires_at = now_s + *tokens.expires_in;
  store_.replace(call, key);
  forget(call);
}

bool Grant::pending(const Call& call) const {
  return host_.secret(call, secret_name).has_value();
}

void Grant::forget(const Call& call) const {
  host_.remove_secret(call, secret_name);
}

Grant::Pending Grant::load(const Call& call, bool bare_code) const {
  const auto kept = host_.secret(call, secret_name);
  // A bare code bears no state to compare, so it needs none that is kept.
  if (!kept && bare_code) return {"", page_.redirect_uri};
  if (!kept) throw Error(HIF_INVALID_ARGUMENT, "no grant was begun: begin one first");
  const auto text_in = [](const hif::json::Value& value, std::string_view name) {
    const auto* member = value.find(name);
    return member ? member->as_string() : std::string();
  };
  try {
    const auto value = hif::json::parse(kept->value);
    Pending pending{text_in(value, "state"), text_in(value, "redirect_uri")};
    if (!pending.state.empty()) return pending;
  } catch (const std::runtime_error&) { // told below
  }
  throw Error(HIF_DATA_LOSS, "the grant that was begun cannot be read: begin another");
}

std::string Grant::code_of(const Call& call, std::string_view code_or_url,
                           const Pending& pending) const {
  if (code_or_url.empty()) throw Error(HIF_INVALID_ARGUMENT, "the code is empty");
  const auto answer = redirected(code_or_url);
  if (!answer) return std::string(code_or_url);
  const auto error = value_in(*answer, "error");
  const auto state = value_in(*answer, "state");
  // A vendor may leave the state out of a denial, of which nothing follows.
  const auto stateless_denial = error && !state;
  if (!stateless_denial && !equal_secrets(state.value_or(""), pending.state))
    throw Error(HIF_INVALID_ARGUMENT,
                "the state of the redirected URL is not the one of this grant: the URL is of "
                "another grant, or not to be trusted; nothing was exchanged");
  if (error) {
    if (state) forget(call);
    const auto more = value_in(*answer, "error_description").value_or("");
    throw Error(
        HIF_UNAUTHENTICATED,
        (*error == "access_denied" ? "access was denied" : "access was not granted: " + *error) +
            (more.empty() ? "" : " (" + more + ")"));
  }
  const auto code = value_in(*answer, "code").value_or("");
  if (code.empty()) throw Error(HIF_INVALID_ARGUMENT, "the redirected URL holds no code");
  return code;
}

} // namespace timely::oauth
