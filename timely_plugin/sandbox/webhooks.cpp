// SPDX-License-Identifier: MIT
// Webhooks: registered and checked. Nothing is delivered.
#include "paging.hpp"

#include <algorithm>

namespace timely::sandbox {

namespace {

json::Object& existing(Call& call) {
  auto* webhook = call.store.webhooks.find(call.id());
  if (!webhook) throw not_found();
  return *webhook;
}

bool is_subscription(const std::string& name) {
  if (name == "*") return true;
  const auto colon = name.find(':');
  if (colon == std::string::npos) return false;
  const auto entity = name.substr(0, colon), action = name.substr(colon + 1);
  const auto is = [](const std::string& text, std::initializer_list<const char*> choices) {
    return std::find(choices.begin(), choices.end(), text) != choices.end();
  };
  return is(entity, {"hours", "projects", "labels", "forecasts"}) &&
         is(action, {"created", "updated", "deleted", "*"});
}

void check(const json::Object& payload) {
  json::Object errors;
  if (const auto* url = payload.find("url"); url && url->is_string())
    if (!url->as_string().starts_with("https://") || url->as_string().size() < 12)
      errors.set("url", json::Array{"must be a valid HTTPS URL"});
  if (const auto* list = payload.find("subscriptions"); list && list->is_array())
    for (const auto& name : list->as_array())
      if (!name.is_string() || !is_subscription(name.as_string()))
        errors.set("subscriptions", json::Array{"is not included in the list"});
  if (!errors.empty()) throw unprocessable(std::move(errors));
}

Response list(Call& call) {
  std::vector<json::Value> webhooks;
  for (const auto& [id, webhook] : call.store.webhooks) webhooks.emplace_back(webhook);
  return answer(json::Array(page_of(call, webhooks)));
}

Response show(Call& call) {
  return answer(existing(call));
}

Response create(Call& call) {
  check(call.payload);
  const auto now = print_moment(call.store.clock.now());
  auto& webhook = call.store.webhooks.add({{"id", call.store.webhooks.next_id()},
                                           {"account_id", call.store.account_id},
                                           {"url", ""},
                                           {"subscriptions", json::Array{}},
                                           {"secret_token", nullptr},
                                           {"active", true},
                                           {"custom_headers", json::Object{}},
                                           {"created_at", now},
                                           {"updated_at", now}});
  merge(webhook, call.payload);
  return answer(call.entity.status, webhook);
}

Response update(Call& call) {
  auto& webhook = existing(call);
  check(call.payload);
  merge(webhook, call.payload);
  webhook.set("updated_at", print_moment(call.store.clock.now()));
  return answer(webhook);
}

Response remove(Call& call) {
  existing(call);
  call.store.webhooks.erase(call.id());
  return answer(json::Object{});
}

} // namespace

void add_webhooks(Routes& routes) {
  routes.add("GET", "webhooks", {list});
  routes.add("POST", "webhooks", {create});
  routes.add("GET", "webhooks/{}", {show});
  routes.add("PUT", "webhooks/{}", {update});
  routes.add("DELETE", "webhooks/{}", {remove});
}

} // namespace timely::sandbox
