// SPDX-License-Identifier: MIT
#include "http_message.hpp"

#include <charconv>

namespace timely::sandbox {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out.push_back(' ');
    } else if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
               hex_digit(text[i + 2]) >= 0) {
      out.push_back(static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

template <typename Visit>
void each_part(std::string_view text, char separator, Visit visit) {
  while (!text.empty()) {
    const auto end = text.find(separator);
    visit(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

} // namespace

std::optional<std::string> Request::parameter(std::string_view name) const {
  std::optional<std::string> found;
  for (const auto& [key, value] : query) {
    const bool list = key.size() == name.size() + 2 && key.starts_with(name) && key.ends_with("[]");
    if (list && found)
      *found += "," + value;
    else if (list || key == name)
      found = value;
  }
  return found;
}

std::string Request::header(std::string_view lower_case_name) const {
  const auto found = headers.find(std::string(lower_case_name));
  return found == headers.end() ? std::string() : found->second;
}

std::string percent_decode(std::string_view text) {
  return decode(text, false);
}

std::string percent_encode(std::string_view text) {
  static constexpr char hex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (plain || c == '-' || c == '_' || c == '.' || c == '~')
      out.push_back(c);
    else
      out += {'%', hex[byte >> 4], hex[byte & 15]};
  }
  return out;
}

NameValues parse_form(std::string_view text) {
  NameValues pairs;
  each_part(text, '&', [&](std::string_view part) {
    if (part.empty()) return;
    const auto equals = part.find('=');
    const auto value =
        equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
    pairs.emplace_back(decode(part.substr(0, equals), true), decode(value, true));
  });
  return pairs;
}

std::vector<std::string> path_segments(std::string_view path) {
  std::vector<std::string> segments;
  each_part(path, '/', [&](std::string_view part) {
    if (!part.empty()) segments.push_back(percent_decode(part));
  });
  if (!segments.empty() && segments.back().ends_with(".json"))
    segments.back().resize(segments.back().size() - 5);
  return segments;
}

std::vector<std::string> split_commas(std::string_view text) {
  std::vector<std::string> parts;
  each_part(text, ',', [&](std::string_view part) {
    const auto first = part.find_first_not_of(" \t");
    if (first == std::string_view::npos) return;
    parts.emplace_back(part.substr(first, part.find_last_not_of(" \t") - first + 1));
  });
  return parts;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

} // namespace timely::sandbox
