// SPDX-License-Identifier: MIT
#pragma once
// Texts that options take.

#include <string>

namespace host {

// `given` itself; "@FILE" the file's text; "-" all of stdin. Throws Failure under the option's name
// when it cannot be read.
std::string text_given(const std::string& given, const std::string& option);

} // namespace host
