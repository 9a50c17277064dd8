// SPDX-License-Identifier: MIT
#pragma once
// A place inside a JSON value.

#include <hif/sdk/json.hpp>

#include <string_view>

namespace timely {

// What `pointer` (RFC 6901, without escapes; list elements by number) leads to in `value`; the
// value itself when it is empty. Null when it leads nowhere.
const hif::json::Value* at_pointer(const hif::json::Value& value, std::string_view pointer);
inline hif::json::Value* at_pointer(hif::json::Value& value, std::string_view pointer) {
  return const_cast<hif::json::Value*>(
      at_pointer(static_cast<const hif::json::Value&>(value), pointer));
}

} // namespace timely
