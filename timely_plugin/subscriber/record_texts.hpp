// SPDX-License-Identifier: MIT
#pragma once
// Many records that resemble each other, in few bytes.

#include <string>
#include <string_view>
#include <vector>

namespace timely {

// Compressed (RFC 1951); empty when all of them are.
std::string pack_texts(const std::vector<std::string>& texts);
// Throws std::runtime_error when it is not what pack_texts gave.
std::vector<std::string> unpack_texts(std::string_view packed);

} // namespace timely
