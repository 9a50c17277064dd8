// SPDX-License-Identifier: MIT
#pragma once
// Percent-encoding (RFC 3986 §2.1).

#include <string>
#include <string_view>

namespace timely {

// `text` with every byte but the unreserved ones (RFC 3986 §2.3) encoded, so that it stays inside
// one path segment or one query value.
std::string percent_encode(std::string_view text);

} // namespace timely
