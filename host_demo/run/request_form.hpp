// SPDX-License-Identifier: MIT
#pragma once
// The form `{path, query, payload}` that request transformers work on.

#include <hif/sdk/json.hpp>

namespace host {

// `record` as a request over `parameters` (the request_parameters of the configuration, or null):
// a record with none of the three keys is the payload itself. Path and query of the record win key
// by key; so do the members of a payload that is an object on both sides.
hif::json::Value request_form(const hif::json::Value& record, const hif::json::Value& parameters);

} // namespace host
