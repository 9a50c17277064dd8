// SPDX-License-Identifier: MIT
// Forecasts ("tasks"): planned work of users on projects. Kept with ids in place of the user,
// the users and the project, which are filled in when shown.
#include "forecasts.hpp"

#include "amounts.hpp"
#include "paging.hpp"
#include "records.hpp"

#include <algorithm>
#include <tuple>

namespace timely::sandbox {

namespace {

json::Object& existing(Call& call) {
  auto* forecast = call.store.forecasts.find(call.id());
  if (!forecast) throw not_found();
  return *forecast;
}

json::Value shown_assignee(const Store& store, const json::Object& assignee) {
  const auto* user = store.users.find(integer_in(assignee, "id"));
  if (!user) return nullptr;
  auto shown = nested_user(*user);
  const auto minutes = integer_in(assignee, "estimated_minutes");
  shown.append("estimated_minutes", minutes);
  shown.append("estimated_duration", duration(minutes * 60));
  for (const auto* name : {"weekly_capacity", "work_days", "weekdays"})
    shown.append(name, *user->find(name));
  return shown;
}

Seconds logged_on(const Store& store, const json::Object& forecast) {
  Seconds logged = 0;
  const auto id = integer_in(forecast, "id");
  const auto from = parse_day(text_in(forecast, "from")), to = parse_day(text_in(forecast, "to"));
  if (from && to)
    store.events.each(*from, *to, [&](const Event& event) {
      if (event.forecast_id == id) logged += event.duration;
    });
  return logged;
}

json::Object shown(const Store& store, const json::Object& forecast) {
  auto record = forecast;
  json::Array users;
  for (const auto& assignee : forecast.find("users")->as_array())
    if (auto user = shown_assignee(store, assignee.as_object()); !user.is_null())
      users.push_back(std::move(user));
  record.set("user", users.empty() ? json::Value() : users.front());
  record.set("users", std::move(users));
  record.set("project", nested_project(store, integer_in(forecast, "project")));
  record.set("estimated_duration", duration(integer_in(forecast, "estimated_minutes") * 60));
  record.set("logged_duration", duration(logged_on(store, forecast)));
  return record;
}

bool has_user(const json::Object& forecast, const std::vector<std::int64_t>& wanted) {
  const auto& users = forecast.find("users")->as_array();
  return std::any_of(users.begin(), users.end(), [&](const json::Value& user) {
    return contains(wanted, integer_in(user.as_object(), "id"));
  });
}

bool is_selected(const Call& call, const json::Object& forecast, std::string_view end_name) {
  const auto ids = call.query_ids("forecast_ids"), users = call.query_ids("user_ids"),
             projects = call.query_ids("project_ids");
  const auto since = call.query_day("since"), upto = call.query_day(end_name);
  const auto completed = call.query("completed");
  if (!ids.empty() && !contains(ids, integer_in(forecast, "id"))) return false;
  if (!users.empty() && !has_user(forecast, users)) return false;
  if (!projects.empty() && !contains(projects, integer_in(forecast, "project"))) return false;
  if (since && parse_day(text_in(forecast, "to")).value_or(0) < *since) return false;
  if (upto && parse_day(text_in(forecast, "from")).value_or(0) > *upto) return false;
  return !completed || flag_in(forecast, "completed") == (*completed == "true");
}

Response list(Call& call) {
  std::vector<const json::Object*> found;
  for (const auto& [id, forecast] : call.store.forecasts)
    if (is_selected(call, forecast, "upto")) found.push_back(&forecast);
  auto sort = call.query_or_default("sort");
  if (sort != "created_at" && sort != "from" && sort != "to") sort = "updated_at";
  std::sort(found.begin(), found.end(), [&](const auto* a, const auto* b) {
    return std::tuple(text_in(*a, sort), integer_in(*a, "id")) <
           std::tuple(text_in(*b, sort), integer_in(*b, "id"));
  });
  if (call.query_or_default("order") != "asc") std::reverse(found.begin(), found.end());
  json::Array records;
  for (const auto* forecast : page_of(call, found))
    records.emplace_back(shown(call.store, *forecast));
  return answer(records);
}

Response show(Call& call) {
  return answer(shown(call.store, existing(call)));
}

json::Array assignees(const Call& call, const json::Array& current) {
  json::Array users;
  const auto add = [&](std::int64_t id, std::int64_t minutes) {
    if (!call.store.users.find(id)) throw unprocessable("users", "is invalid");
    users.emplace_back(json::Object{{"id", id}, {"estimated_minutes", minutes}});
  };
  const auto minutes = integer_in(call.payload, "estimated_minutes");
  if (const auto* given = call.payload.find("users"); given && given->is_array()) {
    for (const auto& user : given->as_array()) {
      if (!user.is_object()) throw unprocessable("users", "is invalid");
      const auto& one = user.as_object();
      add(integer_in(one, "id", integer_in(one, "user_id")),
          integer_in(one, "estimated_minutes", minutes));
    }
    return users;
  }
  const auto user_id = integer_in(call.payload, "user_id");
  if (user_id == 0) return current;
  add(user_id, minutes);
  return users;
}

void apply(Call& call, json::Object& forecast) {
  const auto project_id = integer_in(call.payload, "project_id", integer_in(forecast, "project"));
  if (!call.store.projects.find(project_id)) throw unprocessable("project_id", "is invalid");
  auto users = assignees(call, forecast.find("users")->as_array());
  auto changes = call.payload;
  for (const auto* name : {"from", "to"}) {
    auto text = text_in(changes, name);
    if (text.empty()) continue;
    text.resize(std::min(text.size(), std::size_t{10}));
    if (!parse_day(text)) throw unprocessable(name, "is not a valid date");
    changes.set(name, text);
  }
  for (const auto* name : {"users", "user"}) changes.erase(name);
  auto changed = forecast;
  merge(changed, changes);
  if (text_in(changed, "to") < text_in(changed, "from"))
    throw unprocessable("to", "must be after from");
  changed.set("users", std::move(users));
  changed.set("project", project_id);
  changed.set("note", text_in(changed, "title"));
  changed.set("completed", !is_blank(changed.find("completed_at")));
  changed.set("updated_at", print_moment(call.store.clock.now()));
  forecast = std::move(changed);
}

Response create(Call& call) {
  const auto user_id = call.payload.contains("users") ? 0 : call.store.current_user_id;
  auto& forecast = new_forecast(call.store, {.title = text_in(call.payload, "title"),
                                             .from = call.store.clock.today(),
                                             .to = call.store.clock.today(),
                                             .project_id = integer_in(call.payload, "project_id"),
                                             .user_id = user_id,
                                             .estimated_minutes = 0});
  try {
    apply(call, forecast);
  } catch (const Refusal&) {
    call.store.forecasts.erase(integer_in(forecast, "id"));
    throw;
  }
  return answer(call.entity.status, shown(call.store, forecast));
}

Response update(Call& call) {
  auto& forecast = existing(call);
  apply(call, forecast);
  return answer(shown(call.store, forecast));
}

Response remove(Call& call) {
  existing(call);
  call.store.forecasts.erase(call.id());
  return answer(json::Object{});
}

struct Sum {
  std::int64_t count = 0, completed = 0;
  Seconds estimated = 0, logged = 0;
};

// The names of these fields are the sandbox's own: the reference describes them in prose only.
Response summary(Call& call) {
  const bool by_user = call.path.at("resource") == "users";
  if (!by_user && call.path.at("resource") != "projects") throw not_found();
  std::map<std::int64_t, Sum> sums;
  for (const auto& entry : call.store.forecasts) {
    const auto& forecast = entry.second;
    if (!is_selected(call, forecast, "until")) continue;
    const auto add = [&](std::int64_t key, std::int64_t minutes) {
      auto& sum = sums[key];
      ++sum.count;
      sum.completed += flag_in(forecast, "completed");
      sum.estimated += minutes * 60;
      sum.logged += logged_on(call.store, forecast);
    };
    if (!by_user) add(integer_in(forecast, "project"), integer_in(forecast, "estimated_minutes"));
    if (by_user)
      for (const auto& user : forecast.find("users")->as_array())
        add(integer_in(user.as_object(), "id"), integer_in(user.as_object(), "estimated_minutes"));
  }
  json::Array records;
  for (const auto& [key, sum] : sums)
    records.emplace_back(json::Object{{"id", key},
                                      {"count", sum.count},
                                      {"completed_count", sum.completed},
                                      {"estimated_duration", duration(sum.estimated)},
                                      {"logged_duration", duration(sum.logged)}});
  return answer(records);
}

} // namespace

json::Object& new_forecast(Store& store, const Plan& plan) {
  const auto now = print_moment(store.clock.now());
  json::Array users;
  if (plan.user_id != 0)
    users.emplace_back(
        json::Object{{"id", plan.user_id}, {"estimated_minutes", plan.estimated_minutes}});
  return store.forecasts.add({{"id", store.forecasts.next_id()},
                              {"note", plan.title},
                              {"title", plan.title},
                              {"description", nullptr},
                              {"from", print_day(plan.from)},
                              {"to", print_day(plan.to)},
                              {"user", nullptr},
                              {"users", std::move(users)},
                              {"project", plan.project_id},
                              {"estimated_minutes", plan.estimated_minutes},
                              {"updated_at", now},
                              {"created_at", now},
                              {"label_ids", json::Array{}},
                              {"estimated_duration", nullptr},
                              {"planned_duration", duration(0)},
                              {"logged_duration", nullptr},
                              {"completed", false},
                              {"completed_at", nullptr},
                              {"manage", true},
                              {"external_id", nullptr},
                              {"parent_title", nullptr}});
}

void add_forecasts(Routes& routes) {
  routes.add("GET", "forecasts", {list});
  routes.add("POST", "forecasts", {create});
  routes.add("GET", "forecasts/{}", {show});
  routes.add("PUT", "forecasts/{}", {update});
  routes.add("PATCH", "forecasts/{}", {update});
  routes.add("DELETE", "forecasts/{}", {remove});
  routes.add("GET", "forecasts/{}/summary", {summary});
}

} // namespace timely::sandbox
