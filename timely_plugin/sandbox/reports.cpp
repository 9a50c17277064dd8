// SPDX-License-Identifier: MIT
// Reports, computed from the entries: totals by client, user, label, day and team.
#include "amounts.hpp"
#include "events.hpp"
#include "paging.hpp"
#include "records.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <cmath>

namespace timely::sandbox {

namespace {

struct Sums {
  Seconds duration = 0, estimated = 0, billed = 0, billable = 0;
  std::int64_t cost = 0, estimated_cost = 0, billed_cost = 0, internal = 0;

  void add(const Event& event) {
    const auto cents = event.cost_cents();
    const auto hours = static_cast<double>(event.duration) / 3600.0;
    duration += event.duration;
    estimated += event.estimated;
    if (event.billed) billed += event.duration, billed_cost += cents;
    if (event.billable) billable += event.duration;
    cost += cents;
    estimated_cost +=
        std::llround(event.hour_rate * 100.0 * static_cast<double>(event.estimated) / 3600.0);
    internal += std::llround(event.internal_rate * 100.0 * hours);
  }
  void append_to(json::Object& record) const;
};

void Sums::append_to(json::Object& record) const {
  record.append("duration", sandbox::duration(duration));
  record.append("estimated_duration", sandbox::duration(estimated));
  record.append("billed_duration", sandbox::duration(billed));
  record.append("unbilled_duration", sandbox::duration(duration - billed));
  record.append("billable_duration", sandbox::duration(billable));
  record.append("non_billable_duration", sandbox::duration(duration - billable));
  record.append("cost", money(cost));
  record.append("estimated_cost", money(estimated_cost));
  record.append("billed_cost", money(billed_cost));
  record.append("unbilled_cost", money(cost - billed_cost));
  record.append("internal_cost", money(internal));
  record.append("profit", money(cost - internal));
  record.append("profitability", cost && internal ? (cost - internal) * 100 / cost : 0);
}

// A parameter of the report: from the JSON body of a POST, else from the query. Lists may be
// arrays or comma-separated text.
struct Parameters {
  const Call& call;
  json::Object body;

  std::string text(std::string_view name) const {
    const auto* value = body.find(name);
    if (!value || value->is_null()) return call.query(name).value_or("");
    if (value->is_string()) return value->as_string();
    if (!value->is_array()) return json::print(*value);
    std::string joined;
    for (const auto& item : value->as_array())
      joined +=
          (joined.empty() ? "" : ",") + (item.is_string() ? item.as_string() : json::print(item));
    return joined;
  }
  bool has(std::string_view name) const { return body.contains(name) || call.query(name); }
  std::vector<std::int64_t> ids(std::string_view name) const {
    std::vector<std::int64_t> ids;
    for (const auto& part : split_commas(text(name))) {
      if (part == "self") ids.push_back(call.store.current_user_id);
      if (const auto id = parse_integer(part)) ids.push_back(*id);
    }
    return ids;
  }
  Day day(std::string_view name, Day otherwise) const {
    const auto given = text(name);
    if (given.empty()) return otherwise;
    const auto day = parse_day(given);
    if (!day) throw unprocessable(name, "is not a valid date");
    return *day;
  }
};

struct Selection {
  std::vector<std::int64_t> users, projects, clients, labels, teams, states;
  std::string billed, locked;

  bool wants(const Store& store, const Event& event) const;
};

Parameters read_parameters(const Call& call) {
  const bool has_body = call.request.method == "POST" && !call.request.body.empty();
  return {call, has_body ? read_object(call.request.body) : json::Object()};
}

std::vector<std::int64_t> members(const Store& store, const std::vector<std::int64_t>& teams) {
  std::vector<std::int64_t> users;
  for (const auto id : teams)
    if (const auto* team = store.teams.find(id))
      for (const auto& member : team->find("users")->as_array())
        users.push_back(integer_in(member.as_object(), "user_id"));
  return users;
}

Selection read_selection(const Parameters& parameters) {
  return {.users = parameters.ids("user_ids"),
          .projects = parameters.ids("project_ids"),
          .clients = parameters.ids("client_ids"),
          .labels = parameters.ids("label_ids"),
          .teams = parameters.ids("team_ids"),
          .states = parameters.ids("state_ids"),
          .billed = parameters.text("billed"),
          .locked = parameters.text("locked")};
}

bool Selection::wants(const Store& store, const Event& event) const {
  if (!users.empty() && !contains(users, event.user_id)) return false;
  if (!projects.empty() && !contains(projects, event.project_id)) return false;
  if (!states.empty() && !contains(states, event.state_id)) return false;
  if (!teams.empty() && !contains(members(store, teams), event.user_id)) return false;
  if (!labels.empty() && std::none_of(labels.begin(), labels.end(),
                                      [&](auto id) { return contains(event.label_ids, id); }))
    return false;
  if (!billed.empty() && event.billed != (billed == "true")) return false;
  if (!locked.empty() && event.locked != (locked == "true")) return false;
  if (clients.empty()) return true;
  const auto* project = store.projects.find(event.project_id);
  return project && contains(clients, integer_in(*project, "client_id"));
}

std::vector<const Event*> select(const Call& call, const Parameters& parameters) {
  const auto today = call.store.clock.today();
  const auto selection = read_selection(parameters);
  std::vector<const Event*> events;
  call.store.events.each(parameters.day("since", first_of_month(today)),
                         parameters.day("until", last_of_month(today)), [&](const Event& event) {
                           if (selection.wants(call.store, event)) events.push_back(&event);
                         });
  return events;
}

using ById = std::map<std::int64_t, Sums>;

json::Array client_rows(const Store& store, const std::vector<const Event*>& events) {
  std::map<std::int64_t, ById> clients;
  std::map<std::int64_t, Sums> totals;
  for (const auto* event : events) {
    const auto* project = store.projects.find(event->project_id);
    const auto client_id = project ? integer_in(*project, "client_id") : 0;
    clients[client_id][event->project_id].add(*event);
    totals[client_id].add(*event);
  }
  json::Array rows;
  for (const auto& [client_id, projects] : clients) {
    json::Array inner;
    for (const auto& [project_id, sums] : projects) {
      const auto* project = store.projects.find(project_id);
      auto row = project ? project_in_event(store, *project) : json::Object();
      sums.append_to(row);
      inner.emplace_back(std::move(row));
    }
    const auto* client = store.clients.find(client_id);
    json::Object row{{"id", client_id}, {"name", client ? text_in(*client, "name") : ""}};
    row.append("projects", std::move(inner));
    totals[client_id].append_to(row);
    rows.emplace_back(std::move(row));
  }
  return rows;
}

void append_capacity(json::Object& row, Seconds capacity, Seconds logged) {
  row.append("capacity", duration(capacity));
  row.append("overtime", duration(std::max<Seconds>(0, logged - capacity)));
  row.append("undertime", duration(std::max<Seconds>(0, capacity - logged)));
}

Seconds weekly_seconds(const json::Object& user) {
  return std::llround(number_in(user, "weekly_capacity") * 3600.0);
}

json::Object user_row(const json::Object& user) {
  json::Object row;
  for (const auto* name : {"id", "email", "name", "time_zone", "updated_at", "active", "deleted",
                           "memory_onboarded", "day_view_onboarded", "last_received_memories_date"})
    row.append(name, *user.find(name));
  row.append("date_format", "dmy");
  row.append("time_format", "24");
  row.append("memory_retention_days", nullptr);
  row.append("avatar", avatar(text_in(user, "email"), "timeline"));
  return row;
}

json::Array user_rows(const Store& store, const std::vector<const Event*>& events) {
  ById sums;
  for (const auto* event : events) sums[event->user_id].add(*event);
  json::Array rows;
  for (const auto& [id, sum] : sums) {
    const auto* user = store.users.find(id);
    if (!user) continue;
    auto row = user_row(*user);
    sum.append_to(row);
    append_capacity(row, weekly_seconds(*user), sum.duration);
    rows.emplace_back(std::move(row));
  }
  return rows;
}

json::Array label_rows(const Store& store, const std::vector<const Event*>& events) {
  ById sums;
  for (const auto* event : events) {
    if (event->label_ids.empty()) sums[0].add(*event);
    for (const auto id : event->label_ids) sums[id].add(*event);
  }
  json::Array rows;
  for (const auto& [id, sum] : sums) {
    const auto* label = store.labels.find(id);
    json::Object row{{"id", id},
                     {"name", label ? text_in(*label, "name") : "Untagged"},
                     {"sequence", label ? integer_in(*label, "sequence") : 0},
                     {"parent_id", label ? *label->find("parent_id") : json::Value()},
                     {"emoji", label ? text_in(*label, "emoji") : ""},
                     {"active", true},
                     {"created_at", label ? *label->find("created_at") : json::Value()},
                     {"updated_at", label ? *label->find("updated_at") : json::Value()},
                     {"children", json::Array{}}};
    sum.append_to(row);
    rows.emplace_back(std::move(row));
  }
  return rows;
}

json::Array day_rows(const std::vector<const Event*>& events) {
  std::map<Day, Sums> sums;
  for (const auto* event : events) sums[event->day].add(*event);
  json::Array rows;
  for (const auto& [day, sum] : sums) {
    json::Object row{{"day", print_day(day)}};
    sum.append_to(row);
    rows.emplace_back(std::move(row));
  }
  return rows;
}

json::Array team_rows(const Store& store, const std::vector<const Event*>& events) {
  ById sums;
  for (const auto* event : events) {
    bool in_team = false;
    for (const auto& [id, team] : store.teams)
      if (contains(members(store, {id}), event->user_id)) sums[id].add(*event), in_team = true;
    if (!in_team) sums[0].add(*event);
  }
  json::Array rows;
  for (const auto& [id, sum] : sums) {
    const auto* team = store.teams.find(id);
    json::Object row{{"id", id},
                     {"name", team ? text_in(*team, "name") : "No team"},
                     {"color", team ? text_in(*team, "color") : ""},
                     {"emoji", team ? text_in(*team, "emoji") : ""},
                     {"external_id", nullptr}};
    sum.append_to(row);
    Seconds capacity = 0;
    if (team)
      for (const auto user : members(store, {id}))
        capacity += weekly_seconds(*store.users.find(user));
    append_capacity(row, capacity, sum.duration);
    rows.emplace_back(std::move(row));
  }
  return rows;
}

Response all_reports(Call& call) {
  return answer(client_rows(call.store, select(call, read_parameters(call))));
}

Response entries_page(Call& call, const Parameters& parameters, std::vector<const Event*> events) {
  std::sort(events.begin(), events.end(), [](const Event* a, const Event* b) {
    return std::pair(a->day, a->id) < std::pair(b->day, b->id);
  });
  constexpr std::int64_t most = 100;
  const auto given = [&](std::string_view name) {
    return std::max<std::int64_t>(0, parse_integer(parameters.text(name)).value_or(0));
  };
  auto size = given("limit") ? std::min(most, given("limit")) : most;
  if (call.limits.page_cap > 0) size = std::min(size, call.limits.page_cap);
  const auto pages = given("page") > 0 ? std::min<std::int64_t>(given("page") - 1, 1 << 30) : 0;
  const auto page = PageRequest{given("offset") + pages * size, size}.of(events.size());
  events.erase(events.begin() + static_cast<std::ptrdiff_t>(page.end), events.end());
  events.erase(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(page.begin));
  return answer_events(call.store, events);
}

Response filter(Call& call) {
  const auto parameters = read_parameters(call);
  const auto events = select(call, parameters);
  if (parameters.text("scope") == "events") return entries_page(call, parameters, events);
  const auto groups = split_commas(parameters.has("group_by") ? parameters.text("group_by")
                                                              : "clients,users,labels,days,teams");
  const auto grouped = [&](const char* name) {
    return std::find(groups.begin(), groups.end(), name) != groups.end();
  };
  Sums all;
  for (const auto* event : events) all.add(*event);
  json::Object totals;
  all.append_to(totals);
  json::Object report{{"multiple_currency_report", false}, {"totals", std::move(totals)}};
  if (grouped("clients")) report.append("clients", client_rows(call.store, events));
  if (grouped("users")) report.append("users", user_rows(call.store, events));
  if (grouped("labels")) report.append("labels", label_rows(call.store, events));
  if (grouped("days")) report.append("days", day_rows(events));
  if (grouped("teams")) report.append("teams", team_rows(call.store, events));
  return answer(report);
}

} // namespace

void add_reports(Routes& routes) {
  using enum Rule::BodyCheck;
  for (const auto* method : {"GET", "POST"}) {
    routes.add(method, "reports", {all_reports, by_handler, {}});
    routes.add(method, "reports/filter", {filter, by_handler, {}});
  }
}

} // namespace timely::sandbox
