// SPDX-License-Identifier: MIT
#pragma once
// A record as the vendor has it.

#include <hif/sdk/json.hpp>

#include <string>

namespace timely {

namespace json = hif::json;

struct Found {
  std::string id;
  json::Value record;
};

// Text of a scalar as it stands in a path; empty for null and for what is no scalar.
std::string scalar_text(const json::Value* value);

} // namespace timely
