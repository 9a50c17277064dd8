// SPDX-License-Identifier: MIT
#pragma once

#include "store.hpp"

namespace timely::sandbox {

// Adds an active user.
json::Object& new_user(Store& store, std::string_view name, std::string_view email,
                       std::int64_t role_id);

} // namespace timely::sandbox
