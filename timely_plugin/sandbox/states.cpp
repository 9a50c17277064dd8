// SPDX-License-Identifier: MIT
// States of entries, built in and own, and who may set them. Two paths lead to the same states.
#include "paging.hpp"
#include "records.hpp"

namespace timely::sandbox {

namespace {

json::Object& existing(Call& call, const std::string& name) {
  auto* state = call.store.states.find(call.id(name));
  if (!state || flag_in(*state, "deleted")) throw not_found();
  return *state;
}

json::Object& own_state(Call& call, const std::string& name) {
  auto& state = existing(call, name);
  if (flag_in(state, "system_managed")) throw forbidden("System managed states cannot be changed");
  return state;
}

Response list(Call& call) {
  json::Array records;
  for (const auto& [id, state] : call.store.states)
    if (!flag_in(state, "deleted")) records.emplace_back(shown_state(call.store, state));
  return answer(records);
}

Response create(Call& call) {
  for (const auto& [id, state] : call.store.states)
    if (text_in(state, "name") == text_in(call.payload, "name"))
      throw unprocessable("name", "has already been taken");
  const auto now = call.store.clock.now();
  auto& state = call.store.states.add({{"id", call.store.states.next_id()},
                                       {"name", ""},
                                       {"icon", nullptr},
                                       {"color", nullptr},
                                       {"billed", false},
                                       {"locked", false},
                                       {"system_managed", false},
                                       {"custom", true},
                                       {"deleted", false},
                                       {"updated_at", now},
                                       {"created_at", now},
                                       {"permissions", json::Array{}}});
  merge(state, call.payload);
  return answer(call.entity.status, shown_state(call.store, state));
}

Response update(Call& call) {
  auto& state = own_state(call, "id");
  merge(state, call.payload);
  state.set("updated_at", call.store.clock.now());
  return answer(shown_state(call.store, state));
}

Response remove(Call& call) {
  own_state(call, "id");
  call.store.states.erase(call.id());
  return answer(json::Object{});
}

json::Object new_permission(Call& call, std::int64_t state_id, json::Value role_id) {
  const auto now = call.store.clock.now();
  return call.store.state_permissions.add({{"id", call.store.state_permissions.next_id()},
                                           {"role_id", std::move(role_id)},
                                           {"state_id", state_id},
                                           {"team_lead", flag_in(call.payload, "team_lead")},
                                           {"project_lead", flag_in(call.payload, "project_lead")},
                                           {"operation", "manage"},
                                           {"updated_at", now},
                                           {"created_at", now}});
}

// Replaces the permissions of the state by those of the payload.
Response set_permissions(Call& call) {
  const auto state_id = integer_in(own_state(call, "state_id"), "id");
  const auto roles = integers_in(call.payload, "role_ids");
  for (const auto role : roles)
    if (!call.store.roles.find(role)) throw unprocessable("role_ids", "is invalid");
  std::vector<std::int64_t> old;
  for (const auto& [id, permission] : call.store.state_permissions)
    if (integer_in(permission, "state_id") == state_id) old.push_back(id);
  for (const auto id : old) call.store.state_permissions.erase(id);
  json::Array records;
  for (const auto role : roles) records.emplace_back(new_permission(call, state_id, role));
  if (roles.empty()) records.emplace_back(new_permission(call, state_id, nullptr));
  return answer(call.entity.status, records);
}

Response remove_permission(Call& call) {
  const auto state_id = integer_in(own_state(call, "state_id"), "id");
  const auto* permission = call.store.state_permissions.find(call.id());
  if (!permission || integer_in(*permission, "state_id") != state_id) throw not_found();
  call.store.state_permissions.erase(call.id());
  return answer(json::Object{});
}

} // namespace

void add_states(Routes& routes) {
  for (const std::string name : {"states", "hours/states"}) {
    routes.add("GET", name, {list});
    routes.add("POST", name, {create});
    routes.add("PUT", name + "/{}", {update});
    routes.add("DELETE", name + "/{}", {remove});
  }
  routes.add("POST", "states/{}/permissions", {set_permissions});
  routes.add("DELETE", "states/{}/permissions/{}", {remove_permission});
}

} // namespace timely::sandbox
