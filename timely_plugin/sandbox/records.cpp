// SPDX-License-Identifier: MIT
#include "records.hpp"

#include "amounts.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace timely::sandbox {

namespace {

std::string gravatar(std::string_view email) {
  static constexpr char hex[] = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  EVP_Digest(email.data(), email.size(), digest.data(), nullptr, EVP_md5(), nullptr);
  std::string text;
  for (std::size_t i = 0; i < 16; ++i) text += {hex[digest[i] >> 4], hex[digest[i] & 15]};
  return "https://www.gravatar.com/avatar/" + text + "?s=";
}

void copy(const json::Object& from, json::Object& to, std::initializer_list<const char*> names) {
  for (const auto* name : names) {
    const auto* value = from.find(name);
    to.append(name, value ? *value : json::Value());
  }
}

void append_totals(const Store& store, const json::Object& project, json::Object& shown) {
  const auto& totals = store.events.totals(integer_in(project, "id"));
  shown.append("cost", money(totals.cost));
  shown.append("estimated_cost", money(totals.estimated_cost));
  shown.append("duration", duration(totals.duration));
  shown.append("estimated_duration", duration(totals.estimated));
  shown.append("billed_cost", money(totals.billed_cost));
  shown.append("billed_duration", duration(totals.billed));
  shown.append("unbilled_cost", money(totals.unbilled_cost));
  shown.append("unbilled_duration", duration(totals.unbilled));
  const bool none = totals.days.empty();
  shown.append("first_logged_on",
               none ? json::Value() : json::Value(print_day(totals.days.begin()->first)));
  shown.append("last_logged_on",
               none ? json::Value() : json::Value(print_day(totals.days.rbegin()->first)));
  shown.append("locked_hours", false);
}

} // namespace

json::Object avatar(std::string_view email, std::string_view last_size) {
  const auto address = gravatar(email);
  json::Object sizes{{"large_retina", address + "200"},
                     {"large", address + "100"},
                     {"medium_retina", address + "50"},
                     {"medium", address + "50"}};
  if (last_size == "small") {
    sizes.append("small_retina", address + "25");
    sizes.append("small", address + "25");
  } else {
    sizes.append(std::string(last_size), address + "50");
  }
  return sizes;
}

json::Object nested_user(const json::Object& user) {
  json::Object nested;
  copy(user, nested, {"id", "email", "name"});
  nested.append("avatar", avatar(text_in(user, "email"), "timeline"));
  nested.append("updated_at", print_moment(integer_in(user, "updated_at")));
  return nested;
}

json::Object nested_client(const Store& store, std::int64_t client_id) {
  json::Object nested;
  if (const auto* client = store.clients.find(client_id))
    copy(*client, nested, {"id", "name", "color", "active", "external_id", "updated_at"});
  return nested;
}

json::Object us_dollar() {
  return {{"id", "usd"},
          {"name", "United States Dollar"},
          {"iso_code", "USD"},
          {"symbol", "$"},
          {"symbol_first", true}};
}

json::Object project_in_event(const Store& store, const json::Object& project) {
  json::Object shown;
  for (const auto& member : project) {
    if (member.name == "users") continue;
    if (member.name == "client_id")
      shown.append("client", nested_client(store, member.value.as_int64()));
    else
      shown.append(member.name, member.value);
  }
  return shown;
}

json::Object nested_project(const Store& store, std::int64_t project_id) {
  json::Object nested;
  const auto* project = store.projects.find(project_id);
  if (!project) return nested;
  copy(*project, nested, {"id", "active", "name", "color"});
  nested.append("client", nested_client(store, integer_in(*project, "client_id")));
  nested.append("updated_at", print_moment(integer_in(*project, "updated_at")));
  return nested;
}

json::Object shown_project(const Store& store, const json::Object& project, Totals totals) {
  auto shown = project_in_event(store, project);
  copy(project, shown, {"users"});
  if (totals == Totals::with) append_totals(store, project, shown);
  const auto logged = static_cast<double>(store.events.totals(integer_in(project, "id")).duration);
  const auto budget = number_in(project, "budget");
  if (budget > 0 && text_in(project, "budget_type") == "H") {
    shown.set("budget_progress", logged / 3600.0 / budget);
    shown.set("budget_percent", decimal(100.0 * logged / 3600.0 / budget));
  }
  return shown;
}

json::Object shown_label(const Store& store, const json::Object& label) {
  auto shown = label;
  json::Array children;
  for (const auto& [id, other] : store.labels)
    if (integer_in(other, "parent_id") == integer_in(label, "id"))
      children.push_back(shown_label(store, other));
  shown.set("children", std::move(children));
  return shown;
}

json::Object shown_account(const Store& store) {
  auto shown = store.account;
  const auto active = std::count_if(store.projects.begin(), store.projects.end(),
                                    [](const auto& one) { return flag_in(one.second, "active"); });
  const auto users = std::count_if(store.users.begin(), store.users.end(),
                                   [](const auto& one) { return !flag_in(one.second, "deleted"); });
  shown.set("num_users", std::int64_t{users});
  shown.set("num_projects", std::int64_t{active});
  shown.set("active_projects_count", std::int64_t{active});
  shown.set("total_projects_count", static_cast<std::int64_t>(store.projects.size()));
  return shown;
}

json::Object shown_user(const Store& store, const json::Object& user) {
  auto shown = user;
  const auto id = integer_in(user, "id");
  std::int64_t projects = 0;
  for (const auto& [project_id, project] : store.projects) {
    const auto* members = project.find("users");
    if (!flag_in(project, "active") || !members) continue;
    const auto& list = members->as_array();
    projects += std::any_of(list.begin(), list.end(), [&](const json::Value& member) {
      return integer_in(member.as_object(), "user_id") == id;
    });
  }
  shown.set("active_projects_count", projects);
  return shown;
}

json::Object shown_state(const Store& store, const json::Object& state) {
  auto shown = state;
  json::Array permissions;
  for (const auto& [id, permission] : store.state_permissions)
    if (integer_in(permission, "state_id") == integer_in(state, "id"))
      permissions.push_back(permission);
  shown.set("permissions", std::move(permissions));
  return shown;
}

} // namespace timely::sandbox
