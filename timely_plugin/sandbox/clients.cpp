// SPDX-License-Identifier: MIT
// Clients: unique names, no delete, archived by active=false; create answers 200.
#include "clients.hpp"

#include "paging.hpp"

#include <algorithm>

namespace timely::sandbox {

namespace {

const json::Object* named(const Store& store, std::string_view name, std::int64_t other_than) {
  for (const auto& [id, client] : store.clients)
    if (id != other_than && text_in(client, "name") == name) return &client;
  return nullptr;
}

void check_name(const Store& store, const json::Object& payload, std::int64_t own_id) {
  const auto name = text_in(payload, "name");
  if (name.empty() || !named(store, name, own_id)) return;
  int number = 2;
  auto suggestion = name + " (2)";
  while (named(store, suggestion, own_id))
    suggestion = name + " (" + std::to_string(++number) + ")";
  auto refusal = unprocessable("name", "has already been taken");
  refusal.body.as_object().set("suggested_name", suggestion);
  throw refusal;
}

Response list(Call& call) {
  const auto show = call.query_or_default("show");
  std::vector<const json::Object*> found;
  for (const auto& [id, client] : call.store.clients)
    if (show == "all" || flag_in(client, "active") != (show == "archived"))
      found.push_back(&client);
  std::stable_sort(found.begin(), found.end(), [](const auto* a, const auto* b) {
    return text_in(*a, "name") < text_in(*b, "name");
  });
  if (call.query_or_default("order") == "desc") std::reverse(found.begin(), found.end());
  json::Array records;
  for (const auto* client : page_of(call, found)) records.emplace_back(*client);
  return answer(records);
}

json::Object& existing(Call& call) {
  auto* client = call.store.clients.find(call.id());
  if (!client) throw not_found();
  return *client;
}

Response show(Call& call) {
  auto client = existing(call);
  if (call.query("project_counts") == "true") {
    std::int64_t active = 0, archived = 0;
    for (const auto& [id, project] : call.store.projects)
      if (integer_in(project, "client_id") == integer_in(client, "id"))
        ++(flag_in(project, "active") ? active : archived);
    client.set("active_projects_count", active);
    client.set("archived_projects_count", archived);
  }
  return answer(client);
}

Response create(Call& call) {
  check_name(call.store, call.payload, 0);
  auto& client = new_client(call.store, text_in(call.payload, "name"));
  merge(client, call.payload);
  return answer(call.entity.status, client);
}

Response update(Call& call) {
  auto& client = existing(call);
  if (call.payload.contains("name") && is_blank(call.payload.find("name")))
    throw unprocessable("name", "can't be blank");
  check_name(call.store, call.payload, call.id());
  merge(client, call.payload);
  client.set("updated_at", print_moment(call.store.clock.now()));
  call.store.forget_fragments();
  return answer(client);
}

} // namespace

json::Object& new_client(Store& store, std::string_view name) {
  static constexpr const char* colors[] = {"4dd0e1", "67a3bc", "9575cd", "e57373", "81c784"};
  const auto id = store.clients.next_id();
  return store.clients.add({{"id", id},
                            {"name", name},
                            {"color", colors[static_cast<std::size_t>(id) % std::size(colors)]},
                            {"active", true},
                            {"external_id", nullptr},
                            {"updated_at", print_moment(store.clock.now())},
                            {"external_references", json::Array{}}});
}

void add_clients(Routes& routes) {
  routes.add("GET", "clients", {list});
  routes.add("POST", "clients", {create});
  routes.add("GET", "clients/{}", {show});
  routes.add("PUT", "clients/{}", {update});
}

} // namespace timely::sandbox
