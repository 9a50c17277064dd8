// SPDX-License-Identifier: MIT
#pragma once
// The one thing of JSON that a YAML parser does not take.

#include <string>

namespace host {

// A text that begins like JSON, with each pair of escaped surrogates (RFC 8259 §7) replaced by its
// character; any other text as it is.
std::string with_joined_surrogates(std::string text);

} // namespace host
