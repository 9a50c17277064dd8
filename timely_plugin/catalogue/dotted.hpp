// SPDX-License-Identifier: MIT
#pragma once
// Dotted names of fields within fields: "user.name".

#include <hif/sdk/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace timely {

std::vector<std::string> split_dotted(std::string_view name);

// The field of `record` that the parts name, one within the other; null when there is none.
const hif::json::Value* at_dotted(const hif::json::Value& record,
                                  const std::vector<std::string>& parts);

} // namespace timely
