// SPDX-License-Identifier: MIT
// Days locked for users. On a locked day their entries can be neither written nor deleted.
#include "paging.hpp"

#include <algorithm>

namespace timely::sandbox {

namespace {

bool is_selected(const Call& call, const json::Object& property) {
  const auto users = call.query_ids("user_ids");
  if (!users.empty() && !contains(users, integer_in(property, "user_id"))) return false;
  const auto dates = split_commas(call.query("dates").value_or(""));
  if (!dates.empty())
    return std::find(dates.begin(), dates.end(), text_in(property, "date")) != dates.end();
  const auto week = first_of_week(call.store.clock.today());
  const auto since = call.query_day("since"), until = call.query_day("until");
  const bool whole_week = !since && !until;
  const auto day = parse_day(text_in(property, "date")).value_or(0);
  if (whole_week) return day >= week && day <= week + 6;
  return (!since || day >= *since) && (!until || day <= *until);
}

Response list(Call& call) {
  json::Array records;
  for (const auto& [id, property] : call.store.day_properties)
    if (is_selected(call, property)) records.emplace_back(property);
  return answer(records);
}

json::Object& property_of(Store& store, std::int64_t user_id, const std::string& date) {
  for (auto& [id, property] : store.day_properties)
    if (integer_in(property, "user_id") == user_id && text_in(property, "date") == date)
      return property;
  const auto now = store.clock.now();
  return store.day_properties.add({{"id", store.day_properties.next_id()},
                                   {"user_id", user_id},
                                   {"account_id", store.account_id},
                                   {"date", date},
                                   {"locked", false},
                                   {"updated_at", now},
                                   {"created_at", now}});
}

Response set(Call& call) {
  const auto users = integers_in(call.payload, "user_ids");
  for (const auto user : users)
    if (!call.store.users.find(user)) throw unprocessable("user_ids", "is invalid");
  const auto& dates = call.payload.find("dates")->as_array();
  for (const auto& date : dates)
    if (!date.is_string() || !parse_day(date.as_string()))
      throw unprocessable("dates", "is invalid");
  json::Array records;
  for (const auto& date : dates)
    for (const auto user : users) {
      auto& property = property_of(call.store, user, date.as_string());
      property.set("locked", flag_in(call.payload, "locked"));
      property.set("updated_at", call.store.clock.now());
      records.emplace_back(property);
    }
  return answer(call.entity.status, records);
}

} // namespace

void add_day_properties(Routes& routes) {
  routes.add("GET", "day_properties", {list});
  routes.add("POST", "day_properties", {set});
  routes.add("PUT", "day_properties", {set});
}

} // namespace timely::sandbox
