// SPDX-License-Identifier: MIT
#pragma once
// The query of a request.

#include "catalogue/request_builder.hpp"
#include "catalogue/value_check.hpp"

namespace timely {

// `?a=1&b=2` in the order given, or nothing when there are no parameters. Nulls are left out.
std::string query_text(const Entity& entity, const json::Object& query);

void check_query(const Entity& entity, const RequestParameters& parameters, const Checks& checks,
                 Findings& findings);

// The window of days, in the query or in the payload: from and to, both or none, in order.
void check_window(const Entity& entity, const RequestParameters& parameters, Findings& findings);

} // namespace timely
