// SPDX-License-Identifier: MIT
#include "http/redact.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace timely::http {

namespace {

constexpr std::array<std::string_view, 12> secret_names{
    "access_token", "refresh_token", "token",   "client_secret", "secret",        "secret_token",
    "password",     "code",          "api_key", "state",         "authorization", "assertion"};

// Replaces name=value pairs, parted by '&', of secret names.
std::string redact_pairs(std::string_view pairs) {
  std::string out;
  while (!pairs.empty()) {
    const auto pair = pairs.substr(0, pairs.find('&'));
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && is_secret_name(pair.substr(0, equals))) {
      out.append(pair.substr(0, equals)).append("=***");
    } else {
      out.append(pair);
    }
    pairs.remove_prefix(pair.size());
    if (!pairs.empty()) {
      out.push_back('&');
      pairs.remove_prefix(1);
    }
  }
  return out;
}

// The place behind the JSON string that begins at `at` with its quote.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at)
    if (text[at] == '\\') ++at;
  return std::min(at + 1, text.size());
}

// Works on cut-off JSON as well: goes by strings, not by structure.
std::string redact_members(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '"') {
      out.push_back(text[at++]);
      continue;
    }
    const auto end = string_end(text, at);
    const auto name = text.substr(at + 1, end - at - (end > at + 1 ? 2 : 1));
    out.append(text.substr(at, end - at));
    at = end;
    auto value = at;
    while (value < text.size() &&
           (text[value] == ':' || std::isspace(static_cast<unsigned char>(text[value]))))
      ++value;
    const auto member = value > at && text.substr(at, value - at).find(':') != text.npos;
    if (!member || value >= text.size() || text[value] != '"' || !is_secret_name(name)) continue;
    out.append(text.substr(at, value - at)).append("\"***\"");
    at = string_end(text, value);
  }
  return out;
}

} // namespace

bool is_secret_name(std::string_view name) {
  return std::any_of(secret_names.begin(), secret_names.end(), [&](std::string_view secret) {
    return std::equal(name.begin(), name.end(), secret.begin(), secret.end(),
                      [](unsigned char a, char b) { return std::tolower(a) == b; });
  });
}

std::string redact_target(std::string_view target) {
  const auto query = target.find('?');
  if (query == std::string_view::npos) return std::string(target);
  return std::string(target.substr(0, query + 1)) + redact_pairs(target.substr(query + 1));
}

std::string redact_body(std::string_view body, std::size_t max_bytes) {
  const auto cut = body.substr(0, max_bytes);
  const auto json = cut.find_first_of("{[\"") != std::string_view::npos;
  auto text = json ? redact_members(cut) : redact_pairs(cut);
  if (cut.size() < body.size()) text += "… (" + std::to_string(body.size()) + " bytes)";
  return text;
}

} // namespace timely::http
