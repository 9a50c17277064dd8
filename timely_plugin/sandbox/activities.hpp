// SPDX-License-Identifier: MIT
#pragma once
// The activity feed that projects write to.

#include "store.hpp"

namespace timely::sandbox {

// `message` is added, updated, archived or deleted.
void add_activity(Store& store, std::string_view message, std::string_view entity_type,
                  json::Object entity);

} // namespace timely::sandbox
