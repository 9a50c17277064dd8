// SPDX-License-Identifier: MIT
#pragma once

#include "store.hpp"

namespace timely::sandbox {

// Adds an active project of that client, with no members.
json::Object& new_project(Store& store, std::string_view name, std::int64_t client_id);
// The member of the project, or null.
const json::Object* member_of(const json::Object& project, std::int64_t user_id);
void add_member(Store& store, json::Object& project, std::int64_t user_id, double hour_rate);
void remove_member(json::Object& project, std::int64_t user_id);

} // namespace timely::sandbox
