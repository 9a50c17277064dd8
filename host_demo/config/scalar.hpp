// SPDX-License-Identifier: MIT
#pragma once
// What a scalar of YAML means as JSON.

#include "config/form.hpp"

#include <hif/sdk/json.hpp>

#include <optional>
#include <string>

namespace host {

// The meaning where nothing is asked for: true, false and null, numbers spelled as in JSON
// (RFC 8259 §6), and text for all the rest, so that NO, 0123 and 2026-11-01 stay what they are.
hif::json::Value plain_meaning(const std::string& text);

// The meaning under a form. `is_plain` is false for text in quotes and for text that a reference
// put in: such text is a string where the form takes one. Nothing when it can mean nothing there.
std::optional<hif::json::Value> meaning(const Form& form, const std::string& text, bool is_plain);

} // namespace host
