// SPDX-License-Identifier: MIT
#pragma once
// Texts for people and logs, with what could be a secret taken out by its name.

#include <string>
#include <string_view>

namespace timely::http {

// Whether a member, parameter or header of that name holds a secret.
bool is_secret_name(std::string_view name);

// A request target with the values of secret query parameters as "***".
std::string redact_target(std::string_view target);

// The first `max_bytes` of a JSON or form body, the values of secret members as "***".
std::string redact_body(std::string_view body, std::size_t max_bytes = 2048);

} // namespace timely::http
