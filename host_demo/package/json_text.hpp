// SPDX-License-Identifier: MIT
#pragma once
// JSON out of a file of a package, or the refusal with the place.

#include "package/refusal.hpp"

#include <hif/sdk/json.hpp>

#include <string>
#include <string_view>

namespace host {

// What a fault in the text is called, file by file.
struct JsonTextCodes {
  RefusalCode not_utf8, malformed, duplicate_key, too_deep;
};

hif::json::Value parse_json_text(std::string_view text, const std::string& file,
                                 std::size_t max_depth, const JsonTextCodes& codes);

} // namespace host
