// SPDX-License-Identifier: MIT
#pragma once
// Positions are opaque bytes. In JSON those that are text stay readable: under their own name;
// other ones stand as base64 under NAME_base64.

#include <hif/sdk/json.hpp>

#include <string>
#include <string_view>

namespace host {

void set_bytes(hif::json::Object& object, const std::string& name, std::string_view bytes);
// Empty where there are none. Throws Failure (exit 2) for what is no base64.
std::string bytes_in(const hif::json::Value& object, const std::string& name);

} // namespace host
