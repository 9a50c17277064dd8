// SPDX-License-Identifier: MIT
#include "protocol/airbyte_settings.hpp"

#include "config/pointer.hpp"
#include "config/wording.hpp"

#include <hif/sdk/json_print.hpp>

namespace host {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

namespace {

// "/clients/main/config/api_key" as "api_key of clients main".
std::string place_of(const std::string& pointer) {
  std::vector<std::string> parts;
  for (std::string_view rest = pointer; !rest.empty();) parts.push_back(take_segment(rest));
  if (parts.size() < 3) return pointer;
  return parts.back() + " of " + parts[0] + " " + parts[1];
}

} // namespace

Value settings_form(const Configuration& configuration) {
  Object properties;
  Array required;
  for (const auto& variable : configuration.variables) {
    Object field{{"type", "string"},
                 {"title", variable.name},
                 {"description", "Value of ${env:" + variable.name +
                                     "} in the configuration: " + place_of(variable.path) + "."}};
    if (variable.is_secret) field.set("airbyte_secret", true);
    if (variable.fallback && !variable.is_secret) field.set("default", *variable.fallback);
    if (!variable.fallback && !variable.is_set) required.push_back(Value(variable.name));
    properties.set(variable.name, std::move(field));
  }
  return Object{{"$schema", "http://json-schema.org/draft-07/schema#"},
                {"title", "Settings"},
                {"type", "object"},
                {"required", std::move(required)},
                {"properties", std::move(properties)},
                {"additionalProperties", true}};
}

std::map<std::string, std::string> variables_in(const Object& settings) {
  std::map<std::string, std::string> variables;
  for (const auto& [name, value] : settings)
    if (!value.is_null())
      variables[name] = value.is_string() ? value.as_string() : hif::json::print(value);
  return variables;
}

} // namespace host
