// SPDX-License-Identifier: MIT
#pragma once
// The rules of single entries that lists, single writes and bulk requests share.

#include "routes.hpp"

namespace timely::sandbox {

Response answer_event(Store& store, int status, const Event& event);
Response answer_events(Store& store, const std::vector<const Event*>& events);

// Each throws Refusal when the rules forbid it.
const Event& create_event(Store& store, const json::Object& fields);
const Event& update_event(Store& store, std::int64_t id, const json::Object& fields);
void delete_event(Store& store, std::int64_t id);

bool is_locked_day(const Store& store, std::int64_t user_id, Day day);

} // namespace timely::sandbox
