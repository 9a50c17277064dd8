// SPDX-License-Identifier: MIT
#include "cli/preview.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

namespace host {
namespace {

// For a POSIX shell: between single quotes nothing is special but the quote itself.
std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else
      out.push_back(c);
  }
  out += "'";
  return out;
}

std::string text_of(const hif::json::Value& value) {
  return value.is_string() ? value.as_string() : hif::json::print(value);
}

} // namespace

std::string preview_line(std::string_view request_json, bool as_curl) {
  const auto request = hif::json::parse(request_json);
  if (!as_curl) return hif::json::print(request) + "\n";
  std::string line = "curl";
  if (const auto* method = request.find("method")) line += " -X " + text_of(*method);
  if (const auto* url = request.find("url")) line += " " + shell_quoted(text_of(*url));
  if (const auto* headers = request.find("headers"); headers && headers->is_object())
    for (const auto& [name, value] : headers->as_object())
      line += " -H " + shell_quoted(name + ": " + text_of(value));
  if (const auto* body = request.find("body"); body && !body->is_null())
    line += " --data-raw " + shell_quoted(text_of(*body));
  return line + "\n";
}

} // namespace host
