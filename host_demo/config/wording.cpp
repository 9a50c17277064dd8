// SPDX-License-Identifier: MIT
#include "config/wording.hpp"

#include <hif/sdk/json_print.hpp>

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

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

} // namespace host
