// SPDX-License-Identifier: MIT
#pragma once
// Names and values as messages show them.

#include <string>
#include <string_view>
#include <vector>

namespace host {

// In quotes, on one line, and cut after some sixty bytes.
std::string in_quotes(std::string_view text);
// With a capital, as it stands behind a full stop, unless it begins with the name of something:
// "allow_all: true lets it pass".
std::string as_sentence(std::string text);
// "a, b, c"
std::string joined(const std::vector<std::string>& names);

} // namespace host
