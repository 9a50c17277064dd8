// SPDX-License-Identifier: MIT
#include "trial/sample.hpp"

#include <algorithm>

namespace host {
namespace {

namespace json = hif::json;

std::int64_t number_in(const json::Value& schema, std::string_view name, std::int64_t otherwise) {
  const auto* value = schema.find(name);
  return value ? value->to_int64().value_or(otherwise) : otherwise;
}

std::string type_of(const json::Value& schema) {
  const auto* type = schema.find("type");
  if (type && type->is_array() && !type->as_array().empty()) type = &type->as_array().front();
  return type && type->is_string() ? type->as_string() : "object";
}

bool is_required(const json::Value& form, std::string_view name) {
  const auto* required = form.find("required");
  if (!required || !required->is_array()) return false;
  const auto& names = required->as_array();
  return std::find(names.begin(), names.end(), json::Value(name)) != names.end();
}

json::Value value_of(const json::Value& schema) {
  if (const auto* given = schema.find("default")) return *given;
  for (const char* list : {"examples", "enum"})
    if (const auto* values = schema.find(list); values && !values->as_array().empty())
      return values->as_array().front();
  for (const char* word : {"oneOf", "anyOf"})
    if (const auto* branches = schema.find(word); branches && !branches->as_array().empty())
      return value_of(branches->as_array().front());
  const auto type = type_of(schema);
  if (type == "boolean") return false;
  if (type == "integer" || type == "number") return number_in(schema, "minimum", 1);
  if (type == "string") {
    const auto least = std::max<std::int64_t>(number_in(schema, "minLength", 1), 1);
    return std::string(static_cast<std::size_t>(std::min<std::int64_t>(least, 1024)), 'x');
  }
  if (type == "array") return json::Array();
  return sample_of(schema);
}

} // namespace

json::Value sample_of(const json::Value& form) {
  json::Object sample;
  const auto* properties = form.find("properties");
  if (!properties) return sample;
  for (const auto& [name, schema] : properties->as_object())
    if (is_required(form, name) || schema.find("default")) sample.set(name, value_of(schema));
  return sample;
}

} // namespace host
