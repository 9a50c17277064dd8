// SPDX-License-Identifier: MIT
#pragma once
// From an entity and its parameters to the request that is sent.

#include "catalogue/entity.hpp"
#include "catalogue/value_check.hpp"

#include <hif/sdk/client.hpp>

namespace timely {

// What a user gives: values of the path's placeholders, the query, and the payload (null: none).
struct RequestParameters {
  json::Object path, query;
  json::Value payload;
};

// `{"path", "query", "payload"}`, each optional; null: none of them. Throws json::TypeError.
RequestParameters read_request_parameters(const json::Value* from);

struct Checks {
  bool allow_unknown_query = false;
  bool complete = true;         // else what is missing may still come
  bool empty_is_absent = false; // empty texts stand for values that are not at hand
};

// Everything that can be said against the parameters, at once. Pointers begin with
// /request_parameters.
Findings check_request(const Entity& entity, const RequestParameters& parameters,
                       const Checks& checks);

// The request. The parameters must have passed check_request().
hif::sdk::Request build_request(const Entity& entity, const RequestParameters& parameters);

} // namespace timely
