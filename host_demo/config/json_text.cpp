// SPDX-License-Identifier: MIT
#include "config/json_text.hpp"

#include <hif/sdk/json_parse.hpp>

#include <charconv>
#include <cstdint>
#include <string_view>

namespace host {

namespace {

// The number in "\uXXXX" at the beginning of `text`; 0 when it is none.
std::uint32_t unit_at(std::string_view text) {
  if (!text.starts_with("\\u") || text.size() < 6) return 0;
  std::uint32_t unit = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, unit, 16);
  return error == std::errc{} && end == text.data() + 6 ? unit : 0;
}

} // namespace

std::string with_joined_surrogates(std::string text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || (text[first] != '{' && text[first] != '[')) return text;
  std::string joined;
  std::string_view rest = text;
  while (true) {
    const auto escape = rest.find('\\');
    joined += rest.substr(0, escape);
    if (escape == std::string_view::npos) return joined;
    rest.remove_prefix(escape);
    const auto high = unit_at(rest), low = rest.size() > 6 ? unit_at(rest.substr(6)) : 0;
    if ((high & 0xFC00) == 0xD800 && (low & 0xFC00) == 0xDC00) {
      hif::json::detail::append_utf8(joined, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
      rest.remove_prefix(12);
    } else {
      joined += rest.substr(0, 2);
      rest.remove_prefix(std::min<std::size_t>(rest.size(), 2));
    }
  }
}

} // namespace host
