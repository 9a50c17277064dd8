// SPDX-License-Identifier: MIT
#include "http/words.hpp"

#include "http/redact.hpp"

#include <hif/sdk/json_parse.hpp>

namespace timely::http {

namespace {

using hif::json::Value;

constexpr std::size_t max_words = 500;

std::string said(const Value& value) {
  if (value.is_string()) return value.as_string();
  std::string all;
  const auto add = [&](const std::string& more) {
    if (more.empty()) return;
    if (!all.empty()) all += "; ";
    all += more;
  };
  if (value.is_array())
    for (const auto& item : value.as_array()) add(said(item));
  if (value.is_object())
    for (const auto& [name, member] : value.as_object()) {
      if (is_secret_name(name)) continue;
      const auto words = said(member);
      add(words.empty() || name == "message" ? words : name + " " + words);
    }
  return all;
}

std::string words_in(const Value& body) {
  std::string words;
  for (const auto* name : {"errors", "error", "error_description", "message"})
    if (const auto* part = body.find(name)) {
      const auto more = said(*part);
      if (more.empty() || words.find(more) != std::string::npos) continue;
      words += (words.empty() ? "" : ": ") + more;
    }
  return words;
}

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text.substr(0, max_words))
    line.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

} // namespace

std::string vendor_words(std::string_view body) {
  try {
    return one_line(words_in(hif::json::parse(body)));
  } catch (const hif::json::ParseError&) {
    const auto markup = body.find('<') != std::string_view::npos;
    return markup ? std::string() : one_line(redact_body(body.substr(0, 200)));
  }
}

std::string_view header_of(const std::vector<hif::sdk::Header>& headers, std::string_view name) {
  for (const auto& header : headers)
    if (hif::sdk::same_header_name(header.name, name)) return header.value;
  return {};
}

} // namespace timely::http
