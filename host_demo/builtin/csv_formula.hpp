// SPDX-License-Identifier: MIT
#pragma once
// Texts that a spreadsheet would take for a formula
// (https://owasp.org/www-community/attacks/CSV_Injection) and how they are made harmless: an
// apostrophe before them, which spreadsheets do not show. What has one already gets another, so
// that every text comes back as it was.

#include <string>
#include <string_view>

namespace host {

// Whether `text`, without apostrophes at its start, begins like a formula.
inline bool looks_like_formula(std::string_view text) {
  const auto first = text.find_first_not_of('\'');
  return first != std::string_view::npos &&
         std::string_view("=+-@\t\r").find(text[first]) != std::string_view::npos;
}

inline std::string escaped_formula(std::string_view text) {
  return "'" + std::string(text);
}

// Takes the apostrophe away that escaped_formula() put there.
inline void unescape_formula(std::string& text) {
  if (text.starts_with('\'') && looks_like_formula(text)) text.erase(0, 1);
}

} // namespace host
