// SPDX-License-Identifier: MIT
#pragma once
// The configuration form of a prototype: a JSON Schema (draft-07) of an object.

#include <hif/sdk/json.hpp>

#include <string>
#include <string_view>

namespace host {

constexpr std::size_t max_form_bytes = 256 * 1024;

// Reads `text`, the content of `file`, and checks what makes a form unusable: it is no JSON or no
// schema of an object, it refers to something outside itself, or a default does not pass beside
// its own keywords. Throws Refused (form-...).
hif::json::Value parse_form(std::string_view text, const std::string& file);

} // namespace host
