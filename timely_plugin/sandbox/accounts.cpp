// SPDX-License-Identifier: MIT
// Accounts, activities, permissions, roles.
#include "activities.hpp"
#include "paging.hpp"
#include "records.hpp"

#include <algorithm>

namespace timely::sandbox {

namespace {

Response list_accounts(Call& call) {
  return answer(json::Array{shown_account(call.store)});
}

Response show_account(Call& call) {
  if (call.id() != call.store.account_id) throw not_found();
  return answer(shown_account(call.store));
}

Response list_activities(Call& call) {
  const auto wanted = call.query("filter").value_or("");
  std::vector<json::Value> records;
  for (const auto& [id, record] : call.store.activities) {
    auto type = text_in(record, "entity_type");
    std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) {
      return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    });
    if (wanted.empty() || wanted == type || wanted == type + "s") records.emplace_back(record);
  }
  if (call.query_or_default("order") != "asc") std::reverse(records.begin(), records.end());
  return answer(json::Array(page_of(call, records)));
}

json::Value permission(std::string_view resource, json::Array permissions) {
  return json::Object{
      {"resource", resource}, {"permissions", permissions}, {"global_permissions", json::Array{}}};
}

json::Array permissions_of(const json::Object& user) {
  const json::Array all{"create", "delete", "read", "update"};
  const json::Array reading{"read"};
  const bool admin = flag_in(user, "admin");
  json::Array list;
  for (const auto* resource : {"project", "company", "day_property", "forecast", "invoice", "label",
                               "report", "team", "user"})
    list.push_back(permission(resource, admin ? all : reading));
  const json::Array account{"create",    "read", "update", "manage_plan", "manage_subscriptions",
                            "manage_dev"};
  list.push_back(permission("account", admin ? account : reading));
  return list;
}

Response show_permissions(Call& call) {
  const auto* user = call.store.users.find(call.id("user_id"));
  if (!user) throw not_found();
  return answer(permissions_of(*user));
}

Response show_own_permissions(Call& call) {
  return answer(permissions_of(*call.store.users.find(call.store.current_user_id)));
}

Response list_roles(Call& call) {
  json::Array roles;
  for (const auto& [id, role] : call.store.roles) roles.emplace_back(role);
  return answer(roles);
}

} // namespace

void add_activity(Store& store, std::string_view message, std::string_view entity_type,
                  json::Object entity) {
  const auto* user = store.users.find(store.current_user_id);
  std::string type(message == "archived" ? "archive" : message == "added" ? "create" : message);
  type += "_";
  for (const char c : entity_type)
    type.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  store.activities.add({{"id", store.activities.next_id()},
                        {"user", user ? json::Value(nested_user(*user)) : json::Value()},
                        {"message", message},
                        {"activity_type", type},
                        {"url", "https://app.timelyapp.com/" + std::to_string(store.account_id)},
                        {"updated_at", print_moment(store.clock.now())},
                        {"detail", nullptr},
                        {"associated_ids", json::Array{}},
                        {"entity_type", entity_type},
                        {"entity_deleted", message == "deleted"},
                        {"parent_entity_name", ""},
                        {"entity", std::move(entity)},
                        {"anomaly", false}});
}

void add_accounts(Routes& routes) {
  routes.add("GET", "/1.1/accounts", {list_accounts});
  routes.add("GET", "/1.1/accounts/{}", {show_account});
  routes.add("GET", "activities", {list_activities});
  routes.add("GET", "users/current/permissions", {show_own_permissions});
  routes.add("GET", "users/{}/permissions", {show_permissions});
  routes.add("GET", "roles", {list_roles});
}

} // namespace timely::sandbox
