// SPDX-License-Identifier: MIT
// Projects: unique names per client, members replaced by `users`, entries deleted with them.
#include "projects.hpp"

#include "activities.hpp"
#include "clients.hpp"
#include "paging.hpp"
#include "records.hpp"

#include <algorithm>
#include <tuple>

namespace timely::sandbox {

namespace {

json::Object& existing(Call& call) {
  auto* project = call.store.projects.find(call.id());
  if (!project) throw not_found();
  return *project;
}

bool is_listed(const Call& call, const json::Object& project) {
  const auto state = call.query("state"), relation = call.query("relation");
  const auto filter = call.query("filter").value_or("mine");
  const bool active = flag_in(project, "active");
  const bool mine = member_of(project, call.store.current_user_id) != nullptr;
  if (!state && !relation) {
    if (filter == "all") return true;
    if (filter == "archived") return !active;
    return active && (filter == "active" || mine);
  }
  if (relation == "assigned" && !mine) return false;
  const auto wanted = state.value_or("active");
  return wanted == "all" || active == (wanted != "archived");
}

bool is_selected(const Call& call, const json::Object& project) {
  auto ids = call.query_ids("project_ids");
  if (ids.empty()) ids = call.query_ids("ids");
  if (!ids.empty() && !contains(ids, integer_in(project, "id"))) return false;
  const auto external = split_commas(call.query("external_ids").value_or(""));
  if (!external.empty() && std::find(external.begin(), external.end(),
                                     text_in(project, "external_id")) == external.end())
    return false;
  const auto after = call.query("updated_after");
  const auto moment = after ? parse_moment(*after, call.store.clock.today()) : std::nullopt;
  return !moment || integer_in(project, "updated_at") > *moment;
}

Response list(Call& call) {
  std::vector<const json::Object*> found;
  const bool by_id = call.query("project_ids") || call.query("ids") || call.query("external_ids");
  for (const auto& [id, project] : call.store.projects)
    if ((by_id || is_listed(call, project)) && is_selected(call, project))
      found.push_back(&project);
  const auto sort = call.query_or_default("sort");
  const auto rank = [&](const json::Object& project) {
    return std::tuple(sort == "name" ? text_in(project, "name") : "",
                      sort == "id" || sort == "name" ? 0 : integer_in(project, "updated_at"),
                      integer_in(project, "id"));
  };
  std::sort(found.begin(), found.end(),
            [&](const auto* a, const auto* b) { return rank(*a) < rank(*b); });
  if (call.query_or_default("order") != "asc") std::reverse(found.begin(), found.end());
  const auto totals = call.query("totals") == "false" ? Totals::without : Totals::with;
  json::Array records;
  for (const auto* project : page_of(call, found))
    records.emplace_back(shown_project(call.store, *project, totals));
  return answer(records);
}

Response show(Call& call) {
  return answer(shown_project(call.store, existing(call), Totals::with));
}

// The client that a payload names; 0 when it names none. A new company is made at once.
std::int64_t client_named(Call& call) {
  for (const auto* name : {"client_id", "company_id"}) {
    const auto id = integer_in(call.payload, name);
    if (id != 0 && !call.store.clients.find(id)) throw unprocessable(name, "is invalid");
    if (id != 0) return id;
  }
  const auto company = text_in(call.payload, "new_company");
  if (company.empty()) return 0;
  for (const auto& [id, client] : call.store.clients)
    if (text_in(client, "name") == company) return id;
  return integer_in(new_client(call.store, company), "id");
}

void check_name(const Store& store, const std::string& name, std::int64_t client_id,
                std::int64_t own_id) {
  for (const auto& [id, project] : store.projects)
    if (id != own_id && integer_in(project, "client_id") == client_id &&
        text_in(project, "name") == name)
      throw unprocessable("name", "has already been taken");
}

void check_references(const Call& call) {
  for (const auto id : integers_in(call.payload, "label_ids"))
    if (!call.store.labels.find(id)) throw unprocessable("label_ids", "is invalid");
  for (const auto id : integers_in(call.payload, "team_ids"))
    if (!call.store.teams.find(id)) throw unprocessable("team_ids", "is invalid");
  const auto* users = call.payload.find("users");
  if (!users || !users->is_array()) return;
  for (const auto& user : users->as_array())
    if (!user.is_object() || !call.store.users.find(integer_in(user.as_object(), "user_id")))
      throw unprocessable("project_users", "is invalid");
}

void replace_members(Call& call, json::Object& project, const json::Array& users) {
  project.set("users", json::Array{});
  for (const auto& user : users)
    add_member(call.store, project, integer_in(user.as_object(), "user_id"),
               number_in(user.as_object(), "hour_rate"));
}

void apply(Call& call, json::Object& project) {
  auto changes = call.payload;
  const json::Value users = changes.find("users") ? *changes.find("users") : json::Value();
  changes.erase("users");
  changes.erase("client_id");
  changes.erase("labels");
  if (changes.contains("hour_rate")) {
    const auto rate = number_in(changes, "hour_rate");
    changes.set("hour_rate", rate);
    project.set("hour_rate_in_cents", rate * 100.0);
  }
  if (const auto* recurrence = changes.find("budget_recurrence");
      recurrence && recurrence->is_object())
    project.set("has_recurrence", true);
  merge(project, changes);
  if (users.is_array()) replace_members(call, project, users.as_array());
  project.set("updated_at", call.store.clock.now());
  call.store.forget_fragments();
}

Response create(Call& call) {
  check_references(call);
  const auto client_id = client_named(call);
  if (client_id == 0) throw unprocessable("client_id", "can't be blank");
  const auto name = text_in(call.payload, "name");
  check_name(call.store, name, client_id, 0);
  auto& project = new_project(call.store, name, client_id);
  apply(call, project);
  if (project.find("users")->as_array().empty())
    add_member(call.store, project, call.store.current_user_id, number_in(project, "hour_rate"));
  add_activity(call.store, "added", "Project",
               nested_project(call.store, integer_in(project, "id")));
  return answer(call.entity.status, shown_project(call.store, project, Totals::with));
}

Response update(Call& call) {
  auto& project = existing(call);
  if (call.payload.contains("name") && is_blank(call.payload.find("name")))
    throw unprocessable("name", "can't be blank");
  check_references(call);
  const auto named = client_named(call);
  const auto client_id = named ? named : integer_in(project, "client_id");
  const auto name =
      call.payload.contains("name") ? text_in(call.payload, "name") : text_in(project, "name");
  check_name(call.store, name, client_id, call.id());
  const bool was_active = flag_in(project, "active");
  project.set("client_id", client_id);
  apply(call, project);
  const bool archived = was_active && !flag_in(project, "active");
  add_activity(call.store, archived ? "archived" : "updated", "Project",
               nested_project(call.store, call.id()));
  return answer(shown_project(call.store, project, Totals::with));
}

Response remove(Call& call) {
  existing(call);
  const auto id = call.id();
  std::vector<std::int64_t> entries;
  call.store.events.each([&](const Event& event) {
    if (event.project_id == id) entries.push_back(event.id);
  });
  for (const auto entry : entries) call.store.events.erase(entry);
  add_activity(call.store, "deleted", "Project", nested_project(call.store, id));
  call.store.projects.erase(id);
  call.store.forget_fragments();
  return answer(json::Object{});
}

} // namespace

void add_projects(Routes& routes) {
  routes.add("GET", "projects", {list});
  routes.add("POST", "projects", {create});
  routes.add("GET", "projects/{}", {show});
  routes.add("PUT", "projects/{}", {update});
  routes.add("DELETE", "projects/{}", {remove});
}

} // namespace timely::sandbox
