// SPDX-License-Identifier: MIT
#pragma once
// From a record to the parameters of its request.

#include "catalogue/request_builder.hpp"

namespace timely {

// `record` laid over `base`. A record is the payload itself, or `{"path", "query", "payload"}` with
// any of the three. Path and query are laid over name by name, and so are the payload's fields;
// a payload that is no object takes the place of the other. Throws hif::sdk::ConfigError when the
// record is neither form.
RequestParameters lay_over(const Entity& entity, const RequestParameters& base,
                           const json::Value& record);

} // namespace timely
