// SPDX-License-Identifier: MIT
#pragma once
// Name and value pairs as OAuth writes them: bodies, query strings, and JSON by option.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace timely::oauth {

using Form = std::vector<std::pair<std::string, std::string>>;

// application/x-www-form-urlencoded.
std::string print_form(const Form& form);
std::string print_json(const Form& form);
// Of a query string without its '?'.
Form parse_form(std::string_view text);
// Empty when there is none of that name.
std::optional<std::string> value_in(const Form& form, std::string_view name);

} // namespace timely::oauth
