// SPDX-License-Identifier: MIT
#include "oauth.hpp"

#include "consent_page.hpp"
#include "refusal.hpp"
#include "routes.hpp"
#include "validation.hpp"

#include <hif/sdk/json_print.hpp>

namespace timely::sandbox {

namespace {

constexpr std::int64_t application_id = 1;
constexpr std::string_view prefix = "/1.1/oauth/";

// Query, form and JSON body taken together; the body wins.
std::map<std::string, std::string> all_parameters(const Request& request) {
  std::map<std::string, std::string> found(request.query.begin(), request.query.end());
  if (request.header("content-type").starts_with("application/json") && !request.body.empty()) {
    for (const auto& member : read_object(request.body))
      if (!member.value.is_null())
        found[member.name] =
            member.value.is_string() ? member.value.as_string() : json::print(member.value);
  } else {
    for (const auto& [name, value] : parse_form(request.body)) found[name] = value;
  }
  return found;
}

Refusal oauth_error(int status, const char* error, const char* description) {
  return {status, json::Object{{"error", error}, {"error_description", description}}};
}

void check_client(const OAuth& oauth, std::map<std::string, std::string>& given) {
  if (given["client_id"] == oauth.keys.client_id() &&
      given["client_secret"] == oauth.keys.client_secret())
    return;
  throw oauth_error(401, "invalid_client",
                    "Client authentication failed due to unknown client, no client authentication "
                    "included, or unsupported authentication method.");
}

json::Object key_answer(const Key& key) {
  json::Object answer{{"access_token", key.access_token}, {"token_type", "Bearer"}};
  if (key.expires_in > 0) answer.append("expires_in", key.expires_in);
  answer.append("refresh_token", key.refresh_token);
  answer.append("scope", "manage");
  answer.append("created_at", key.created_at);
  return answer;
}

Response token(OAuth& oauth, const Request& request) {
  auto given = all_parameters(request);
  const auto kind = given["grant_type"];
  if (kind.empty())
    throw oauth_error(400, "invalid_request", "Missing required parameter: grant_type.");
  if (kind != "authorization_code" && kind != "refresh_token")
    throw oauth_error(400, "unsupported_grant_type",
                      "The authorization grant type is not supported by the server.");
  check_client(oauth, given);
  const auto key = kind == "refresh_token"
                       ? oauth.keys.refresh(given["refresh_token"])
                       : oauth.keys.redeem_code(given["code"], given["redirect_uri"]);
  if (!key)
    throw oauth_error(400, "invalid_grant",
                      "The provided authorization grant is invalid, expired, revoked, does not "
                      "match the redirection URI used in the authorization request, or was issued "
                      "to another client.");
  auto response = answer(key_answer(*key));
  response.headers = {{"cache-control", "no-store"}, {"pragma", "no-cache"}};
  return response;
}

Response revoke(OAuth& oauth, const Request& request) {
  auto given = all_parameters(request);
  check_client(oauth, given);
  oauth.keys.revoke(given["token"]);
  return answer(json::Object{});
}

const Key& authorized(OAuth& oauth, const Request& request) {
  const auto* key = oauth.keys.use(bearer_token(request));
  if (!key) throw unauthorized();
  return *key;
}

Response introspect(OAuth& oauth, const Request& request) {
  auto given = all_parameters(request);
  const bool by_client = given["client_id"] == oauth.keys.client_id() &&
                         given["client_secret"] == oauth.keys.client_secret();
  if (!by_client) authorized(oauth, request);
  const auto* key = oauth.keys.find(given["token"]);
  if (!key || (key->access_token == given["token"] && !oauth.keys.is_live(*key)))
    return answer(json::Object{{"active", false}});
  json::Object state{
      {"active", true},
      {"scope", "manage"},
      {"client_id", oauth.keys.client_id()},
      {"username", text_in(*oauth.store.users.find(oauth.store.current_user_id), "email")},
      {"token_type", "Bearer"}};
  if (key->expires_in > 0) state.append("exp", key->created_at + key->expires_in);
  state.append("iat", key->created_at);
  state.append("sub", std::to_string(oauth.store.current_user_id));
  state.append("aud", oauth.keys.client_id());
  return answer(state);
}

json::Object application(const OAuth& oauth) {
  return {{"uid", oauth.keys.client_id()}, {"name", oauth.store.application_name}};
}

Response token_info(OAuth& oauth, const Request& request) {
  const auto& key = authorized(oauth, request);
  const auto left = key.created_at + key.expires_in - oauth.store.clock.now();
  return answer(json::Object{{"resource_owner_id", oauth.store.current_user_id},
                             {"scope", json::Array{"manage"}},
                             {"expires_in", key.expires_in ? json::Value(left) : json::Value()},
                             {"application", application(oauth)},
                             {"created_at", key.created_at}});
}

Response applications(OAuth& oauth, const Request& request) {
  const auto& key = authorized(oauth, request);
  auto one = application(oauth);
  return answer(json::Array{json::Object{{"id", application_id},
                                         {"name", one["name"]},
                                         {"uid", one["uid"]},
                                         {"scopes", json::Array{"manage"}},
                                         {"created_at", key.created_at}}});
}

Response forget_application(OAuth& oauth, const Request& request, std::string_view id) {
  authorized(oauth, request);
  if (parse_integer(id) != application_id) throw not_found();
  oauth.keys.revoke_all();
  return answer(json::Object{});
}

Response authorize(OAuth& oauth, const Request& request) {
  auto given = all_parameters(request);
  const AuthorizeRequest asked{.client_id = given["client_id"],
                               .redirect_uri = given["redirect_uri"],
                               .response_type = given["response_type"],
                               .state = given["state"],
                               .has_state = given.contains("state") && !given["state"].empty()};
  if (asked.client_id != oauth.keys.client_id())
    return consent_error(401, "Client authentication failed due to unknown client.");
  if (!is_redirect_uri(asked.redirect_uri))
    return consent_error(400, "The redirect URI included is not valid.");
  if (asked.response_type != "code")
    return redirect_with(asked, "error", "unsupported_response_type");
  if (request.method == "GET" && !oauth.auto_approve)
    return consent_page(asked, oauth.store.application_name);
  if (!oauth.auto_approve && given["decision"] != "allow")
    return redirect_with(asked, "error", "access_denied");
  return redirect_with(asked, "code", oauth.keys.new_code(asked.redirect_uri));
}

} // namespace

bool is_oauth_path(std::string_view path) {
  return path.starts_with(prefix);
}

Response answer_oauth(OAuth& oauth, const Request& request) {
  const auto name = std::string_view(request.path).substr(prefix.size());
  const auto is = [&](std::string_view method, std::string_view wanted) {
    return request.method == method && name == wanted;
  };
  if (is("POST", "token")) return token(oauth, request);
  if (is("GET", "authorize") || is("POST", "authorize")) return authorize(oauth, request);
  if (is("POST", "revoke")) return revoke(oauth, request);
  if (is("POST", "introspect")) return introspect(oauth, request);
  if (is("GET", "token/info")) return token_info(oauth, request);
  if (is("GET", "authorized_applications")) return applications(oauth, request);
  constexpr std::string_view one = "authorized_applications/";
  if (request.method == "DELETE" && name.starts_with(one))
    return forget_application(oauth, request, name.substr(one.size()));
  throw not_found();
}

std::string bearer_token(const Request& request) {
  const auto text = request.header("authorization");
  const auto scheme = std::string_view(text).substr(0, 7);
  const bool bearer = scheme == "Bearer " || scheme == "bearer ";
  return bearer ? text.substr(7) : std::string();
}

} // namespace timely::sandbox
