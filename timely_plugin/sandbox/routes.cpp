// SPDX-License-Identifier: MIT
#include "routes.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace timely::sandbox {

namespace {

bool is_parameter(const std::string& segment) {
  return segment.starts_with('{');
}

// "/1.1/{account_id}/clients/{id}" → "/1.1/{}/clients/{}"
std::string without_names(std::string_view path) {
  std::string out;
  bool inside = false;
  for (const char c : path) {
    if (c == '}') inside = false;
    if (!inside) out.push_back(c);
    if (c == '{') inside = true;
  }
  return out;
}

std::string rule_key(std::string_view method, std::string_view path) {
  return std::string(method) + " " + without_names(path);
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& segments) {
  return std::equal(pattern.begin(), pattern.end(), segments.begin(), segments.end(),
                    [](const std::string& wanted, const std::string& segment) {
                      return is_parameter(wanted) || wanted == segment;
                    });
}

std::map<std::string, std::string> parameters(const std::vector<std::string>& pattern,
                                              const std::vector<std::string>& segments) {
  std::map<std::string, std::string> found;
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if (is_parameter(pattern[i])) found[pattern[i].substr(1, pattern[i].size() - 2)] = segments[i];
  return found;
}

void check_account(const Call& call) {
  if (call.path.contains("account_id") && call.id("account_id") != call.store.account_id)
    throw not_found();
}

void read_body(Call& call, const Rule* rule) {
  const auto& entity = call.entity;
  if (!entity.body || (rule && rule->body_check == Rule::BodyCheck::by_handler)) return;
  const auto presence = entity.method == "POST" || entity.path.ends_with("/day_properties")
                            ? Presence::required
                            : Presence::optional;
  auto payload = read_payload(*entity.body, call.request.body, presence,
                              rule ? rule->not_required : std::vector<std::string>{});
  call.payload = std::move(payload.fields);
  call.outside = std::move(payload.outside);
}

} // namespace

std::int64_t Call::id(const std::string& name) const {
  const auto found = path.find(name);
  const auto value = found == path.end() ? std::nullopt : parse_integer(found->second);
  if (!value) throw not_found();
  return *value;
}

std::optional<std::int64_t> Call::query_integer(std::string_view name) const {
  const auto text = query(name);
  return text ? parse_integer(*text) : std::nullopt;
}

std::optional<Day> Call::query_day(std::string_view name) const {
  const auto text = query(name);
  return text ? parse_day(std::string_view(*text).substr(0, text->size() > 12 ? 10 : text->size()))
              : std::nullopt;
}

std::string Call::query_or_default(std::string_view name) const {
  if (auto text = query(name)) return *text;
  for (const auto& field : entity.query)
    if (field.name == name && !field.default_value.is_null())
      return field.default_value.is_string() ? field.default_value.as_string()
                                             : json::print(field.default_value);
  return "";
}

std::vector<std::int64_t> Call::query_ids(std::string_view name) const {
  std::vector<std::int64_t> ids;
  for (const auto& part : split_commas(query(name).value_or("")))
    if (const auto id = parse_integer(part)) ids.push_back(*id);
  return ids;
}

Routes::Routes(std::vector<Entity> entities) : entities_(std::move(entities)) {
  for (const auto& entity : entities_) {
    if (!entity.documented) continue;
    auto segments = path_segments(entity.path);
    const auto literals = std::count_if(segments.begin(), segments.end(),
                                        [](const std::string& one) { return !is_parameter(one); });
    routes_.push_back({&entity, std::move(segments), static_cast<std::size_t>(literals)});
  }
}

void Routes::add(std::string_view method, std::string_view path, Rule rule) {
  const bool whole = path.starts_with('/');
  const auto full = whole ? std::string(path) : "/1.1/{}/" + std::string(path);
  rules_.insert_or_assign(rule_key(method, full), std::move(rule));
}

namespace {

// Two entities may share one path: the one whose parameters are given is meant.
bool has_what_it_needs(const Entity& entity, const Request& request) {
  return std::all_of(entity.query.begin(), entity.query.end(), [&](const Field& field) {
    return !field.required || request.parameter(field.name);
  });
}

} // namespace

const Routes::Route* Routes::match(const Request& request,
                                   const std::vector<std::string>& segments) const {
  const Route* best = nullptr;
  for (const auto& route : routes_) {
    if (route.entity->method != request.method || !fits(route.segments, segments)) continue;
    const bool is_nearer = !best || route.literals > best->literals;
    const bool is_meant = best && route.literals == best->literals &&
                          !has_what_it_needs(*best->entity, request) &&
                          has_what_it_needs(*route.entity, request);
    if (is_nearer || is_meant) best = &route;
  }
  return best;
}

Response Routes::answer(const Request& request, Store& store, const Limits& limits) const {
  const auto segments = path_segments(request.path);
  const auto* route = match(request, segments);
  if (!route) throw not_found();
  const auto found = rules_.find(rule_key(route->entity->method, route->entity->path));
  const Rule* rule = found == rules_.end() ? nullptr : &found->second;
  Call call{.request = request,
            .entity = *route->entity,
            .path = parameters(route->segments, segments),
            .store = store,
            .limits = limits,
            .routes = *this,
            .payload = {},
            .outside = {}};
  check_account(call);
  read_body(call, rule);
  return rule ? rule->handler(call) : ordinary_collection(call);
}

const Body* Routes::body_of(std::string_view method, std::string_view path) const {
  for (const auto& entity : entities_)
    if (entity.method == method && without_names(entity.path) == path && entity.body)
      return &*entity.body;
  return nullptr;
}

Response answer(int status, const json::Value& value) {
  Response response;
  response.status = status;
  response.body = json::print(value);
  return response;
}

Routes make_routes(std::vector<Entity> entities) {
  Routes routes(std::move(entities));
  for (auto* add : {add_accounts, add_clients, add_projects, add_events, add_event_writes, add_bulk,
                    add_labels, add_teams, add_users, add_capacities, add_forecasts, add_reports,
                    add_webhooks, add_day_properties, add_states})
    add(routes);
  return routes;
}

} // namespace timely::sandbox
