// SPDX-License-Identifier: MIT
#pragma once
// Requests that a dry run shows.

#include <string>
#include <string_view>

namespace host {

// `request_json` ({"method","url","headers","body"}) as one line: JSON as it is, or a curl command.
std::string preview_line(std::string_view request_json, bool as_curl);

} // namespace host
