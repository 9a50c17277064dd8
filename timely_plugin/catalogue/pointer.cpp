// SPDX-License-Identifier: MIT
#include "catalogue/pointer.hpp"

#include <charconv>

namespace timely {
namespace {

using hif::json::Value;

const Value* element(const Value& list, std::string_view token) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc{} || end != token.data() + token.size()) return nullptr;
  return index < list.as_array().size() ? &list.as_array()[index] : nullptr;
}

} // namespace

const Value* at_pointer(const Value& value, std::string_view pointer) {
  const auto* at = &value;
  while (at && !pointer.empty()) {
    pointer.remove_prefix(1);
    const auto token = pointer.substr(0, pointer.find('/'));
    at = at->is_array() ? element(*at, token) : at->find(token);
    pointer.remove_prefix(token.size());
  }
  return at;
}

} // namespace timely
