// SPDX-License-Identifier: MIT
#include "package/manifest.hpp"

#include <algorithm>
#include <array>

namespace host {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_letter(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z');
}

// Cuts the text up to the next `separator` off the front of `text`.
std::string_view take(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_plain_number(std::string_view text) {
  return is_number(text) && (text.size() == 1 || text.front() != '0');
}

// Dot-separated identifiers of letters, digits and hyphens, none empty.
bool is_identifiers(std::string_view text) {
  if (text.empty() || text.back() == '.') return false;
  while (!text.empty()) {
    const auto part = take(text, '.');
    const auto allowed = [](char c) { return is_digit(c) || is_letter(c) || c == '-'; };
    if (part.empty() || !std::all_of(part.begin(), part.end(), allowed)) return false;
  }
  return true;
}

struct Version {
  std::array<std::string_view, 3> core;
  std::string_view before; // pre-release; empty: none
};

std::string_view without_build(std::string_view text) {
  return text.substr(0, text.find('+'));
}

Version split(std::string_view text) {
  text = without_build(text);
  auto core = take(text, '-');
  return {{take(core, '.'), take(core, '.'), core}, text};
}

int sign(int difference) {
  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

int compare_numbers(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return sign(a.compare(b));
}

int compare_identifiers(std::string_view a, std::string_view b) {
  if (is_number(a) && is_number(b)) return compare_numbers(a, b);
  if (is_number(a) != is_number(b)) return is_number(a) ? -1 : 1;
  return sign(a.compare(b));
}

// None ranks above any pre-release.
int compare_pre_releases(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return static_cast<int>(a.empty()) - static_cast<int>(b.empty());
  while (!a.empty() && !b.empty())
    if (const auto order = compare_identifiers(take(a, '.'), take(b, '.'))) return order;
  return static_cast<int>(!a.empty()) - static_cast<int>(!b.empty());
}

} // namespace

bool is_id(std::string_view text) {
  if (text.empty() || text.back() == '.') return false;
  while (!text.empty()) {
    const auto part = take(text, '.');
    const auto allowed = [](char c) { return is_lower(c) || is_digit(c) || c == '_'; };
    if (part.empty() || !is_lower(part.front()) || !std::all_of(part.begin(), part.end(), allowed))
      return false;
  }
  return true;
}

bool is_version(std::string_view text) {
  const auto plus = text.find('+');
  if (plus != text.npos && !is_identifiers(text.substr(plus + 1))) return false;
  text = without_build(text);
  const auto dash = text.find('-');
  if (dash != text.npos && !is_identifiers(text.substr(dash + 1))) return false;
  const auto core = text.substr(0, dash);
  if (std::count(core.begin(), core.end(), '.') != 2) return false;
  const auto version = split(text);
  return std::all_of(version.core.begin(), version.core.end(), is_plain_number);
}

int compare_versions(std::string_view a, std::string_view b) {
  const auto left = split(a), right = split(b);
  for (std::size_t i = 0; i < left.core.size(); ++i)
    if (const auto order = compare_numbers(left.core[i], right.core[i])) return order;
  return compare_pre_releases(left.before, right.before);
}

} // namespace host
