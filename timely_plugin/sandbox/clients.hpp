// SPDX-License-Identifier: MIT
#pragma once

#include "store.hpp"

namespace timely::sandbox {

// Adds an active client of that name.
json::Object& new_client(Store& store, std::string_view name);

} // namespace timely::sandbox
