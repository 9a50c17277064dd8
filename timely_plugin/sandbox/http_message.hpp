// SPDX-License-Identifier: MIT
#pragma once
// A request as the resources see it, and what they answer. Neither knows a socket.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timely::sandbox {

using NameValues = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string path;                           // as sent, without the query
  std::string query_text;                     // as sent, without the question mark
  NameValues query;                           // decoded, in the order sent
  std::map<std::string, std::string> headers; // names in lower case
  std::string body;

  // The last value of that name, as Rails takes it; `name[]` counts as `name`.
  std::optional<std::string> parameter(std::string_view name) const;
  std::string header(std::string_view lower_case_name) const;
};

struct Response {
  int status = 200;
  std::string body;
  std::string content_type = "application/json; charset=utf-8";
  NameValues headers;
};

// "a=1&b=x%20y", '+' being a space.
NameValues parse_form(std::string_view text);
std::string percent_decode(std::string_view text);
std::string percent_encode(std::string_view text);
// The parts between the slashes, decoded; a trailing ".json" is dropped.
std::vector<std::string> path_segments(std::string_view path);
std::vector<std::string> split_commas(std::string_view text);
// Decimal, whole text; anything else is empty.
std::optional<std::int64_t> parse_integer(std::string_view text);

} // namespace timely::sandbox
