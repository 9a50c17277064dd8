// SPDX-License-Identifier: MIT
// A project's record as it is kept, and its members.
#include "projects.hpp"

#include "amounts.hpp"
#include "records.hpp"

namespace timely::sandbox {

json::Object& new_project(Store& store, std::string_view name, std::int64_t client_id) {
  const auto now = store.clock.now();
  const auto* client = store.clients.find(client_id);
  json::Object project{{"id", store.projects.next_id()},
                       {"active", true},
                       {"account_id", store.account_id},
                       {"name", name},
                       {"description", ""},
                       {"color", client ? text_in(*client, "color") : "67a3bc"},
                       {"rate_type", "project"},
                       {"billable", true},
                       {"created_at", now},
                       {"updated_at", now},
                       {"external_id", nullptr},
                       {"budget_scope", nullptr},
                       {"client_id", client_id},
                       {"required_notes", false},
                       {"required_labels", false},
                       {"budget_expired_on", nullptr},
                       {"has_recurrence", false},
                       {"enable_labels", "all"},
                       {"default_labels", false},
                       {"allow_only_one_tag", false},
                       {"currency", us_dollar()},
                       {"team_ids", json::Array{}},
                       {"update_hour_billable_state", false}};
  const json::Object budget{{"budget", 0},
                            {"budget_type", ""},
                            {"budget_calculation", "completed"},
                            {"hour_rate", decimal(0)},
                            {"hour_rate_in_cents", decimal(0)},
                            {"budget_progress", 0},
                            {"budget_percent", 0},
                            {"invoice_by_budget", false},
                            {"labels", json::Array{}},
                            {"label_ids", json::Array{}},
                            {"required_label_ids", json::Array{}},
                            {"default_label_ids", json::Array{}},
                            {"created_from", store.application_name},
                            {"users", json::Array{}}};
  for (const auto& member : budget) project.append(member.name, member.value);
  store.forget_fragments();
  return store.projects.add(std::move(project));
}

const json::Object* member_of(const json::Object& project, std::int64_t user_id) {
  const auto* members = project.find("users");
  if (!members || !members->is_array()) return nullptr;
  for (const auto& member : members->as_array())
    if (integer_in(member.as_object(), "user_id") == user_id) return &member.as_object();
  return nullptr;
}

void add_member(Store& store, json::Object& project, std::int64_t user_id, double hour_rate) {
  if (member_of(project, user_id)) return;
  const auto now = print_moment(store.clock.now());
  project["users"].as_array().emplace_back(
      json::Object{{"user_id", user_id},
                   {"hour_rate", decimal(hour_rate)},
                   {"hour_rate_in_cents", decimal(hour_rate * 100)},
                   {"updated_at", now},
                   {"created_at", now},
                   {"deleted", false},
                   {"internal_hour_rate", 0},
                   {"internal_hour_rate_in_cents", 0}});
}

void remove_member(json::Object& project, std::int64_t user_id) {
  std::erase_if(project["users"].as_array(), [&](const json::Value& member) {
    return integer_in(member.as_object(), "user_id") == user_id;
  });
}

} // namespace timely::sandbox
