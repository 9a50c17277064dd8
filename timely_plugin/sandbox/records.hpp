// SPDX-License-Identifier: MIT
#pragma once
// How records are shown: at the top level, and inside other records.

#include "store.hpp"

namespace timely::sandbox {

json::Object avatar(std::string_view email, std::string_view last_size);
// {id,email,name,avatar,updated_at}, as entries and activities hold it.
json::Object nested_user(const json::Object& user);
// {id,name,color,active,external_id,updated_at}
json::Object nested_client(const Store& store, std::int64_t client_id);
json::Object us_dollar();

// A project without users and totals.
json::Object project_in_event(const Store& store, const json::Object& project);
// {id,active,name,color,client,updated_at}, as forecasts and activities hold it.
json::Object nested_project(const Store& store, std::int64_t project_id);
enum class Totals { with, without };
json::Object shown_project(const Store& store, const json::Object& project, Totals totals);
// A label with its children, and theirs.
json::Object shown_label(const Store& store, const json::Object& label);
json::Object shown_account(const Store& store);
json::Object shown_user(const Store& store, const json::Object& user);
json::Object shown_state(const Store& store, const json::Object& state);
void append_event(std::string& out, Store& store, const Event& event);

} // namespace timely::sandbox
