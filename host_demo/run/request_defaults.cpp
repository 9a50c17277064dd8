// SPDX-License-Identifier: MIT
#include "run/configured_entity.hpp"
#include "run/objects.hpp"

#include <algorithm>

namespace host {
namespace {

using hif::json::Object;
using hif::json::Value;

const Value* string_at(const Value& config, std::string_view name) {
  const auto* value = config.find(name);
  return value && value->is_string() ? value : nullptr;
}

bool has_path_parameter(const Entity& entity, std::string_view name) {
  return std::any_of(entity.path_parameters.begin(), entity.path_parameters.end(),
                     [&](const PathParameter& parameter) { return parameter.name == name; });
}

// The path parameters that a form itself names, for prototypes that ask for no single entity.
const Value* path_properties(const Value& form) {
  const Value* at = &form;
  for (const char* name : {"properties", "request_parameters", "properties", "path", "properties"})
    if (at) at = at->find(name);
  return at;
}

void put_in(Value& config, std::string_view name, const Value& value) {
  auto& parameters = config.as_object()["request_parameters"];
  if (parameters.is_null()) parameters = Object();
  if (!parameters.is_object()) return;
  auto& path = parameters.as_object()["path"];
  if (path.is_null()) path = Object();
  if (path.is_object() && !path.find(name)) path.as_object().set(name, value);
}

} // namespace

Value with_request_defaults(const Prototype& prototype, Value config, const Prototype& client,
                            const Value& client_config) {
  constexpr std::string_view in_path = "path.";
  const auto* fields = client.form().find("properties");
  const auto* entity = configured_entity(prototype, config);
  const auto* named = path_properties(prototype.form());
  if (!fields) return config;
  for (const auto& [field, schema] : fields->as_object()) {
    const auto* target = string_at(schema, "x-request-default");
    const auto* value = client_config.find(field);
    if (!target || !value || !target->as_string().starts_with(in_path)) continue;
    const auto name = std::string_view(target->as_string()).substr(in_path.size());
    if ((entity && has_path_parameter(*entity, name)) || (named && named->find(name)))
      put_in(config, name, *value);
  }
  return config;
}

} // namespace host
