// SPDX-License-Identifier: MIT
#include "config/pointer.hpp"

#include <algorithm>

namespace host {

std::string child_pointer(std::string_view pointer, std::string_view name) {
  std::string child(pointer);
  child += '/';
  for (const char c : name) {
    if (c == '~') {
      child += "~0";
    } else if (c == '/') {
      child += "~1";
    } else {
      child += c;
    }
  }
  return child;
}

bool is_within(std::string_view pointer, std::string_view root) {
  return pointer.starts_with(root) &&
         (pointer.size() == root.size() || pointer[root.size()] == '/');
}

std::string pointer_fault(std::string_view text) {
  if (!text.starts_with('/')) return {};
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')))
      return "not a JSON Pointer: there is a ~ before neither 0 nor 1";
  return {};
}

std::string take_segment(std::string_view& pointer) {
  pointer.remove_prefix(1);
  const auto end = std::min(pointer.find('/'), pointer.size());
  std::string segment;
  for (std::size_t i = 0; i < end; ++i) {
    const bool is_escape = pointer[i] == '~' && i + 1 < end;
    if (is_escape)
      segment.push_back(pointer[++i] == '1' ? '/' : '~');
    else
      segment.push_back(pointer[i]);
  }
  pointer.remove_prefix(end);
  return segment;
}

} // namespace host
