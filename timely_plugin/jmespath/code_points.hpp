// SPDX-License-Identifier: MIT
#pragma once
// Unicode code points of UTF-8 text: what JMESPath counts, turns round and cuts by.

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace timely::jmespath {

inline bool begins_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

inline std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_code_point));
}

// `text` without its first `count` code points.
inline std::string_view skip_code_points(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (begins_code_point(text[at]) && count-- == 0) break;
    ++at;
  }
  return text.substr(at);
}

} // namespace timely::jmespath
