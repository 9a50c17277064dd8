// SPDX-License-Identifier: MIT
// Users: invited by email, a known address again; marked as deleted, never gone.
#include "users.hpp"

#include "amounts.hpp"
#include "paging.hpp"
#include "projects.hpp"
#include "records.hpp"

#include <algorithm>

namespace timely::sandbox {

namespace {

json::Object& existing(Call& call) {
  auto* user = call.store.users.find(call.id());
  if (!user || flag_in(*user, "deleted")) throw not_found();
  return *user;
}

Response answer_page(const Call& call, const std::vector<const json::Object*>& users) {
  json::Array records;
  for (const auto* user : page_of(call, users)) records.emplace_back(shown_user(call.store, *user));
  return answer(records);
}

std::vector<const json::Object*> newest_first(const Store& store, bool deleted) {
  std::vector<const json::Object*> users;
  for (const auto& [id, user] : store.users)
    if (flag_in(user, "deleted") == deleted) users.push_back(&user);
  std::sort(users.begin(), users.end(), [](const auto* a, const auto* b) {
    return std::pair(integer_in(*a, "updated_at"), integer_in(*a, "id")) >
           std::pair(integer_in(*b, "updated_at"), integer_in(*b, "id"));
  });
  return users;
}

Response list(Call& call) {
  auto users = newest_first(call.store, call.query("filter") == "deleted");
  if (call.query_or_default("order") == "asc") std::reverse(users.begin(), users.end());
  return answer_page(call, users);
}

Response search(Call& call) {
  const auto wanted = call.query("q").value_or("");
  auto users = newest_first(call.store, false);
  std::erase_if(users, [&](const auto* user) {
    return text_in(*user, "name").find(wanted) == std::string::npos &&
           text_in(*user, "email").find(wanted) == std::string::npos;
  });
  return answer_page(call, users);
}

Response show(Call& call) {
  return answer(shown_user(call.store, existing(call)));
}

Response show_current(Call& call) {
  return answer(shown_user(call.store, *call.store.users.find(call.store.current_user_id)));
}

void set_role(const Store& store, json::Object& user, std::int64_t role_id) {
  const auto* role = store.roles.find(role_id);
  if (!role) throw unprocessable("role_id", "is invalid");
  const auto name = text_in(*role, "name");
  user.set("role_id", role_id);
  user.set("role", json::Object{{"id", role_id}, {"name", name}});
  user.set("user_level", name);
  user.set("admin", name == "admin");
}

void check_references(const Call& call) {
  for (const auto id : integers_in(call.payload, "team_ids"))
    if (!call.store.teams.find(id)) throw unprocessable("team_ids", "is invalid");
  const auto email = text_in(call.payload, "email");
  if (!email.empty() && email.find('@') == std::string::npos)
    throw unprocessable("email", "is invalid");
}

void join_projects(Call& call, std::int64_t user_id) {
  const auto* list = call.payload.find("projects");
  if (list && list->is_object()) list = list->find("create");
  if (flag_in(call.payload, "add_to_all_projects"))
    for (auto& [id, project] : call.store.projects) add_member(call.store, project, user_id, 0);
  if (!list || !list->is_array()) return;
  for (const auto& item : list->as_array()) {
    if (!item.is_object()) throw unprocessable("projects", "is invalid");
    auto* project = call.store.projects.find(integer_in(item.as_object(), "project_id"));
    if (!project) throw unprocessable("projects", "is invalid");
    add_member(call.store, *project, user_id, number_in(item.as_object(), "hour_rate"));
  }
}

void apply(Call& call, json::Object& user) {
  auto changes = call.payload;
  for (const auto* name : {"role_id", "user_level", "admin", "projects", "deleted", "active"})
    changes.erase(name);
  merge(user, changes);
  if (const auto role_id = integer_in(call.payload, "role_id")) set_role(call.store, user, role_id);
  user.set("updated_at", call.store.clock.now());
  join_projects(call, integer_in(user, "id"));
  call.store.forget_fragments();
}

std::int64_t role_named(const Store& store, std::string_view name) {
  for (const auto& [id, role] : store.roles)
    if (text_in(role, "name") == name) return id;
  return 0;
}

// The role asked for, by id or in the old way.
std::int64_t invited_role(const Call& call) {
  if (const auto id = integer_in(call.payload, "role_id")) {
    const auto* role = call.store.roles.find(id);
    if (!role || !flag_in(*role, "allowed_to_invite")) throw unprocessable("role_id", "is invalid");
    return id;
  }
  const auto level = text_in(call.payload, "user_level");
  if (level.empty()) throw unprocessable("role_id", "can't be blank");
  return role_named(call.store, flag_in(call.payload, "admin") ? "admin"
                                : level == "limited"           ? "employee"
                                                               : "manager");
}

Response invite(Call& call) {
  const auto role_id = invited_role(call);
  check_references(call);
  call.payload.set("role_id", role_id);
  const auto email = text_in(call.payload, "email");
  for (auto& [id, user] : call.store.users)
    if (text_in(user, "email") == email) {
      user.set("deleted", false);
      user.set("active", true);
      apply(call, user);
      return answer(call.entity.status, shown_user(call.store, user));
    }
  const auto active = static_cast<std::int64_t>(newest_first(call.store, false).size());
  if (active >= integer_in(call.store.account, "seats"))
    throw unprocessable("seats", "there is no free seat");
  auto& user = new_user(call.store, text_in(call.payload, "name"), email, role_id);
  apply(call, user);
  return answer(call.entity.status, shown_user(call.store, user));
}

Response update(Call& call) {
  auto& user = existing(call);
  check_references(call);
  if (call.id() != call.store.current_user_id) {
    call.payload.erase("name");
    call.payload.erase("email");
  }
  apply(call, user);
  return answer(shown_user(call.store, user));
}

Response remove(Call& call) {
  auto& user = existing(call);
  if (call.id() == call.store.current_user_id) throw forbidden("You cannot delete yourself");
  user.set("deleted", true);
  user.set("active", false);
  user.set("updated_at", call.store.clock.now());
  return answer(json::Object{});
}

} // namespace

json::Object& new_user(Store& store, std::string_view name, std::string_view email,
                       std::int64_t role_id) {
  const auto now = store.clock.now();
  json::Object user{{"id", store.users.next_id()},
                    {"email", email},
                    {"name", name},
                    {"active", true},
                    {"day_view_onboarded", true},
                    {"memory_onboarded", true},
                    {"created_at", now},
                    {"updated_at", now},
                    {"last_received_memories_date", nullptr},
                    {"sign_in_count", 0},
                    {"external_id", nullptr},
                    {"time_zone", "Etc/UTC"},
                    {"memory_retention_days", nullptr},
                    {"avatar", avatar(email, "small")},
                    {"type", "User"},
                    {"work_days", "MON,TUE,WED,THU,FRI"},
                    {"weekdays", "MO,TU,WE,TH,FR"}};
  const json::Object rights{{"weekly_capacity", decimal(40)},
                            {"active_projects_count", 0},
                            {"user_level", "manager"},
                            {"admin", false},
                            {"hide_hourly_rate", false},
                            {"hide_internal_hourly_rate", true},
                            {"deleted", false},
                            {"default_hour_rate", decimal(0)},
                            {"internal_hour_rate", decimal(0)},
                            {"role_id", role_id},
                            {"role", nullptr}};
  for (const auto& member : rights) user.append(member.name, member.value);
  set_role(store, user, role_id);
  return store.users.add(std::move(user));
}

void add_users(Routes& routes) {
  using enum Rule::BodyCheck;
  routes.add("GET", "users", {list});
  routes.add("GET", "users/search", {search});
  routes.add("GET", "users/current", {show_current});
  routes.add("POST", "users", {invite, by_catalogue, {"role_id", "user_level"}});
  routes.add("GET", "users/{}", {show});
  routes.add("PUT", "users/{}", {update, by_catalogue, {"name", "email"}});
  routes.add("DELETE", "users/{}", {remove});
}

} // namespace timely::sandbox
