// SPDX-License-Identifier: MIT
#pragma once
// The body of a request: its envelope, and what is checked inside and outside of it.

#include "catalogue/request_builder.hpp"
#include "catalogue/value_check.hpp"

namespace timely {

// The body as it is sent: the envelope once, with or without which the payload was given; fields
// that belong outside of it outside; fields that the path fills filled. Null: no body.
json::Value shape_payload(const Entity& entity, const RequestParameters& parameters);

void check_payload(const Entity& entity, const RequestParameters& parameters, bool complete,
                   Findings& findings);

// A payload taken apart as it will be sent: the fields inside the envelope, and those beside it.
struct PayloadParts {
  json::Object inside, outside;
};
PayloadParts payload_parts(const Entity& entity, const RequestParameters& parameters);

// Nothing is given: null or {}.
bool is_empty(const json::Value& payload);

// Values of fields that must not be shown.
std::vector<std::string> secrets_in(const Entity& entity, const RequestParameters& parameters);

} // namespace timely
