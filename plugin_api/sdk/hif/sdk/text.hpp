// SPDX-License-Identifier: MIT
#pragma once
// Borrowed text and bytes across the boundary, as string views. Nothing here copies.

#include <hif/types.h>

#include <string_view>

namespace hif::sdk {

inline std::string_view view(hif_str text) {
  return {text.data, static_cast<std::size_t>(text.size)};
}

inline std::string_view view(hif_slice bytes) {
  return {reinterpret_cast<const char*>(bytes.data), static_cast<std::size_t>(bytes.size)};
}

inline hif_str str(std::string_view text) {
  return {text.data(), text.size()};
}

inline hif_slice slice(std::string_view bytes) {
  return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}

} // namespace hif::sdk
