// SPDX-License-Identifier: MIT
// Working capacities of users, and how they keep their timesheets.
#include "amounts.hpp"
#include "paging.hpp"
#include "records.hpp"

#include <algorithm>
#include <set>

namespace timely::sandbox {

namespace {

json::Object default_capacity(const json::Object& user) {
  const auto weekly = number_in(user, "weekly_capacity", 40);
  return {{"id", nullptr},
          {"weekly_capacity", decimal(weekly)},
          {"daily_capacity", decimal(weekly / 5)},
          {"weekdays", text_in(user, "weekdays")},
          {"work_days", text_in(user, "work_days")},
          {"total_working_days", nullptr},
          {"weekly_working_days", 5},
          {"current", true},
          {"start_date", "1970-01-01"},
          {"end_date", nullptr}};
}

// The default row, and the user's own ones, kept with a "user_id" that is not shown.
json::Array capacities_of(const Call& call, const json::Object& user) {
  json::Array rows{default_capacity(user)};
  for (const auto& [id, capacity] : call.store.capacities) {
    if (integer_in(capacity, "user_id") != integer_in(user, "id")) continue;
    auto shown = capacity;
    shown.erase("user_id");
    rows.emplace_back(std::move(shown));
  }
  const auto since = call.query_day("since"), until = call.query_day("until");
  std::erase_if(rows, [&](const json::Value& row) {
    const auto start = parse_day(text_in(row.as_object(), "start_date"));
    const auto end = parse_day(text_in(row.as_object(), "end_date"));
    return (since && end && *end < *since) || (until && start && *start > *until);
  });
  return rows;
}

Response list(Call& call) {
  const auto wanted = call.query_ids("user_ids");
  json::Array records;
  for (const auto& [id, user] : call.store.users)
    if (!flag_in(user, "deleted") && (wanted.empty() || contains(wanted, id)))
      records.emplace_back(
          json::Object{{"user_id", id}, {"capacities", capacities_of(call, user)}});
  return answer(records);
}

Response list_of_user(Call& call) {
  const auto* user = call.store.users.find(call.id("user_id"));
  if (!user) throw not_found();
  return answer(capacities_of(call, *user));
}

struct Logged {
  Seconds total = 0, last_created_at = 0;
  std::set<Day> days;
};

// The names of these fields are the sandbox's own: the reference describes them in prose only.
json::Object compliance_of(const json::Object& user, const Logged& logged) {
  const auto last = logged.last_created_at;
  return {{"user_id", integer_in(user, "id")},
          {"name", text_in(user, "name")},
          {"email", text_in(user, "email")},
          {"total_hours", decimal(static_cast<double>(logged.total) / 3600.0)},
          {"ai_hours", decimal(0)},
          {"automation_rate", decimal(0)},
          {"last_seen_at", last ? json::Value(print_moment(last)) : json::Value()},
          {"memory_state", "inactive"},
          {"last_hours_logged_at", last ? json::Value(print_moment(last)) : json::Value()},
          {"memory_app_days", 0},
          {"logged_days", static_cast<std::int64_t>(logged.days.size())}};
}

Response compliance(Call& call) {
  const auto to = call.query_day("to").value_or(call.store.clock.today());
  const auto from = call.query_day("from").value_or(to - 30);
  std::map<std::int64_t, Logged> logged;
  call.store.events.each(from, to, [&](const Event& event) {
    auto& one = logged[event.user_id];
    one.total += event.duration;
    one.last_created_at = std::max(one.last_created_at, event.created_at);
    one.days.insert(event.day);
  });
  json::Array users;
  for (const auto& [id, user] : call.store.users)
    if (!flag_in(user, "deleted")) users.emplace_back(compliance_of(user, logged[id]));
  return answer(json::Object{{"from", print_day(from)},
                             {"to", print_day(to)},
                             {"memory_app_adoption", decimal(0)},
                             {"users", std::move(users)}});
}

} // namespace

void add_capacities(Routes& routes) {
  routes.add("GET", "users/capacities", {list});
  routes.add("GET", "users/{}/capacities", {list_of_user});
  routes.add("GET", "users/compliance", {compliance});
}

} // namespace timely::sandbox
