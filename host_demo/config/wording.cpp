// SPDX-License-Identifier: MIT
#include "config/wording.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace host {

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 60;
  auto end = text.size();
  if (end > longest) {
    end = longest;
    while (end > 0 && (text[end] & 0xC0) == 0x80) --end; // whole characters
  }
  std::string shown(text.substr(0, end));
  if (end < text.size()) shown += "…";
  return hif::json::print(shown);
}

std::string as_sentence(std::string text) {
  const auto end = text.find(' ');
  const auto first = std::string_view(text).substr(0, end);
  const bool is_word = !first.empty() && std::ranges::all_of(first, [](char c) {
    return (c >= 'a' && c <= 'z') || c == ',';
  });
  if (is_word && first[0] != ',') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

} // namespace host
