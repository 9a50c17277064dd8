// SPDX-License-Identifier: MIT
#pragma once

#include "store.hpp"

namespace timely::sandbox {

struct Plan {
  std::string title;
  Day from, to;
  std::int64_t project_id, user_id, estimated_minutes;
};

// Adds a forecast ("task").
json::Object& new_forecast(Store& store, const Plan& plan);

} // namespace timely::sandbox
