// SPDX-License-Identifier: MIT
// Teams: `users` replaces the members; their projects can be told to follow.
#include "paging.hpp"
#include "projects.hpp"
#include "records.hpp"

#include <algorithm>

namespace timely::sandbox {

namespace {

json::Object& existing(Call& call) {
  auto* team = call.store.teams.find(call.id());
  if (!team) throw not_found();
  return *team;
}

// The projects of a team are those that name it.
json::Object shown(const Store& store, const json::Object& team) {
  auto record = team;
  json::Array projects, users;
  for (const auto& [id, project] : store.projects)
    if (contains(integers_in(project, "team_ids"), integer_in(team, "id")))
      projects.emplace_back(id);
  for (const auto& member : team.find("users")->as_array())
    users.push_back(*member.find("user_id"));
  record.set("project_ids", std::move(projects));
  record.set("user_ids", std::move(users));
  return record;
}

std::vector<const json::Object*> by_name(const Call& call) {
  std::vector<const json::Object*> teams;
  const bool mine = call.query("filter") == "mine";
  for (const auto& [id, team] : call.store.teams) {
    const auto users = integers_in(shown(call.store, team), "user_ids");
    if (!mine || contains(users, call.store.current_user_id)) teams.push_back(&team);
  }
  std::stable_sort(teams.begin(), teams.end(), [](const auto* a, const auto* b) {
    return text_in(*a, "name") < text_in(*b, "name");
  });
  if (call.query("order") == "desc") std::reverse(teams.begin(), teams.end());
  return teams;
}

Response answer_page(const Call& call, const std::vector<const json::Object*>& teams) {
  json::Array records;
  for (const auto* team : page_of(call, teams)) records.emplace_back(shown(call.store, *team));
  return answer(records);
}

Response list(Call& call) {
  return answer_page(call, by_name(call));
}

Response search(Call& call) {
  const auto wanted = call.query("q").value_or("");
  auto teams = by_name(call);
  std::erase_if(teams, [&](const auto* team) {
    return text_in(*team, "name").find(wanted) == std::string::npos;
  });
  return answer_page(call, teams);
}

Response show(Call& call) {
  return answer(shown(call.store, existing(call)));
}

void check_users(const Call& call) {
  const auto* users = call.payload.find("users");
  if (!users || !users->is_array()) return;
  for (const auto& user : users->as_array())
    if (!user.is_object() || !call.store.users.find(integer_in(user.as_object(), "user_id")))
      throw unprocessable("users", "is invalid");
}

void replace_users(Call& call, json::Object& team) {
  const auto* users = call.payload.find("users");
  if (!users || !users->is_array()) return;
  json::Array members;
  for (const auto& user : users->as_array()) {
    const auto& given = user.as_object();
    members.emplace_back(json::Object{{"id", call.store.next_team_user_id++},
                                      {"user_id", integer_in(given, "user_id")},
                                      {"team_id", integer_in(team, "id")},
                                      {"lead", flag_in(given, "lead")},
                                      {"hide_hours", flag_in(given, "hide_hours")}});
  }
  team.set("users", std::move(members));
}

bool option(const Call& call, std::string_view name, bool otherwise) {
  if (const auto text = call.query(name)) return *text == "true";
  for (const auto* object : {&call.outside, &call.payload})
    if (const auto* value = object->find(name))
      return value->is_bool() ? value->as_bool()
                              : value->is_string() && value->as_string() == "true";
  return otherwise;
}

void update_projects(Call& call, const json::Object& before, const json::Object& after) {
  const auto old_users = integers_in(shown(call.store, before), "user_ids");
  const auto users = integers_in(shown(call.store, after), "user_ids");
  for (auto& [id, project] : call.store.projects) {
    if (!contains(integers_in(project, "team_ids"), integer_in(after, "id"))) continue;
    if (option(call, "add_users_to_team_projects", true))
      for (const auto user : users) add_member(call.store, project, user, 0);
    if (option(call, "delete_users_from_team_projects", false))
      for (const auto user : old_users)
        if (!contains(users, user)) remove_member(project, user);
  }
}

Response create(Call& call) {
  check_users(call);
  auto& team = call.store.teams.add({{"id", call.store.teams.next_id()},
                                     {"name", ""},
                                     {"color", "67a3bc"},
                                     {"emoji", ""},
                                     {"external_id", nullptr},
                                     {"project_ids", json::Array{}},
                                     {"user_ids", json::Array{}},
                                     {"users", json::Array{}}});
  replace_users(call, team);
  call.payload.erase("users");
  merge(team, call.payload);
  return answer(call.entity.status, shown(call.store, team));
}

Response update(Call& call) {
  auto& team = existing(call);
  check_users(call);
  if (call.payload.contains("name") && is_blank(call.payload.find("name")))
    throw unprocessable("name", "can't be blank");
  const auto before = team;
  replace_users(call, team);
  update_projects(call, before, team);
  call.payload.erase("users");
  merge(team, call.payload);
  return answer(shown(call.store, team));
}

Response remove(Call& call) {
  const auto users = integers_in(shown(call.store, existing(call)), "user_ids");
  for (auto& [id, project] : call.store.projects) {
    auto teams = integers_in(project, "team_ids");
    if (std::erase(teams, call.id()) == 0) continue;
    project.set("team_ids", to_array(teams));
    if (option(call, "delete_project_users", false))
      for (const auto user : users) remove_member(project, user);
  }
  call.store.teams.erase(call.id());
  call.store.forget_fragments();
  return answer(json::Object{});
}

} // namespace

void add_teams(Routes& routes) {
  routes.add("GET", "teams", {list});
  routes.add("GET", "teams/search", {search});
  routes.add("POST", "teams", {create});
  routes.add("GET", "teams/{}", {show});
  routes.add("PUT", "teams/{}", {update});
  routes.add("PATCH", "teams/{}", {update});
  routes.add("DELETE", "teams/{}", {remove});
}

} // namespace timely::sandbox
