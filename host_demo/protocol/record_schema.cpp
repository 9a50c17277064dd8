// SPDX-License-Identifier: MIT
#include "protocol/record_schema.hpp"

#include <algorithm>
#include <array>

namespace host {
namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

Value nullable(const char* type, const char* format = nullptr) {
  Object schema{{"type", Array{"null", type}}};
  if (format) schema.set("format", format);
  return schema;
}

Value schema_of_fields(const Value& fields);

// Of a field or, without its name, of the items of a list.
Value schema_of_type(const std::string& type, const Value& field) {
  if (type == "integer" || type == "number" || type == "boolean" || type == "string")
    return nullable(type.c_str());
  if (type == "date" || type == "date-time") return nullable("string", type.c_str());
  const auto* fields = field.find("fields");
  if (type == "object") {
    auto schema = nullable("object");
    if (fields) schema.as_object().set("properties", schema_of_fields(*fields));
    return schema;
  }
  if (type == "array") {
    auto schema = nullable("array");
    const auto* items = field.find("items");
    if (items && items->is_string())
      schema.as_object().set("items", schema_of_type(items->as_string(), field));
    return schema;
  }
  return Object();
}

Value schema_of_fields(const Value& fields) {
  Object properties;
  if (!fields.is_array()) return properties;
  for (const auto& field : fields.as_array()) {
    const auto* name = field.find("name");
    const auto* type = field.find("type");
    if (name && type && name->is_string() && type->is_string())
      properties.set(name->as_string(), schema_of_type(type->as_string(), field));
  }
  return properties;
}

void forbid_null(Value& schema) {
  auto* types = schema.find("type");
  if (!types || !types->is_array()) return;
  std::erase(types->as_array(), Value("null"));
  if (types->as_array().size() == 1) *types = Value(types->as_array().front());
}

bool says_more(const Object& schema) {
  static constexpr std::array words{"$ref", "allOf", "anyOf", "oneOf",       "not",
                                    "if",   "enum",  "const", "dependencies"};
  return std::ranges::any_of(words, [&](const char* word) { return schema.contains(word); });
}

bool allows(const Value& types, std::string_view type) {
  const auto is = [&](const Value& one) {
    return one == Value(type) || (type == "integer" && one == Value("number"));
  };
  if (!types.is_array()) return is(types);
  return std::ranges::any_of(types.as_array(), is);
}

// As it is written: validators differ on whether 1.0 is an integer, so it is none here.
std::string_view type_of(const Value& value) {
  if (value.is_number() && value.as_number().text.find_first_of(".eE") != std::string::npos)
    return "number";
  return value.type_name();
}

bool add_type(Object& schema, std::string_view type) {
  auto* types = schema.find("type");
  if (!types) {
    schema.set("type", type == "null" ? Value(Array{"null"}) : Value(Array{"null", Value(type)}));
    return true;
  }
  if (allows(*types, type)) return false;
  auto list = types->is_array() ? types->as_array() : Array{*types};
  if (type == "number") std::erase(list, Value("integer"));
  list.push_back(Value(type));
  *types = std::move(list);
  return true;
}

bool are_digits(std::string_view text, std::size_t from, std::size_t count) {
  if (text.size() < from + count) return false;
  return std::ranges::all_of(text.substr(from, count), [](char c) { return c >= '0' && c <= '9'; });
}

// Two digits at `from`, no less than `least` and no more than `most`.
bool is_within(std::string_view text, std::size_t from, std::string_view least,
               std::string_view most) {
  const auto digits = text.substr(from, 2);
  return are_digits(text, from, 2) && digits >= least && digits <= most;
}

// "2026-11-24"
bool is_date(std::string_view text) {
  return text.size() == 10 && are_digits(text, 0, 4) && text[4] == '-' &&
         is_within(text, 5, "01", "12") && text[7] == '-' && is_within(text, 8, "01", "31");
}

// RFC 3339: "2026-11-24T01:58:00.5+01:00"
bool is_date_time(std::string_view text) {
  if (text.size() < 20 || !is_date(text.substr(0, 10)) || (text[10] != 'T' && text[10] != 't'))
    return false;
  if (!is_within(text, 11, "00", "23") || text[13] != ':' || !is_within(text, 14, "00", "59") ||
      text[16] != ':' || !is_within(text, 17, "00", "60"))
    return false;
  text.remove_prefix(19);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const auto end = text.find_first_not_of("0123456789");
    if (end == 0 || end == text.npos) return false;
    text.remove_prefix(end);
  }
  if (text == "Z" || text == "z") return true;
  return text.size() == 6 && (text[0] == '+' || text[0] == '-') && are_digits(text, 1, 2) &&
         text[3] == ':' && are_digits(text, 4, 2);
}

bool drop_broken_format(Object& schema, const std::string& text) {
  const auto* format = schema.find("format");
  if (!format) return false;
  const bool holds = *format == Value("date")        ? is_date(text)
                     : *format == Value("date-time") ? is_date_time(text)
                                                     : true;
  return !holds && schema.erase("format");
}

bool widen_properties(Object& schema, const Object& value) {
  if (!schema.contains("properties")) {
    const auto* others = schema.find("additionalProperties");
    if (others && others->is_object()) return false;
    schema.set("properties", Object());
  }
  auto& properties = schema["properties"].as_object();
  bool changed = false;
  for (const auto& [name, member] : value) {
    auto* known = properties.find(name);
    if (!known) properties.append(name, Object());
    changed = widen(properties[name], member) || !known || changed;
  }
  return changed;
}

} // namespace

Value schema_of_records(const Value* fields, const std::vector<std::string>& key,
                        const std::string& key_type) {
  Object properties;
  for (const auto& name : key)
    properties.set(name, key.size() == 1 ? schema_of_type(key_type, Object()) : Value(Object()));
  if (fields) {
    auto known = schema_of_fields(*fields);
    for (auto& [name, schema] : known.as_object()) properties.set(name, std::move(schema));
  }
  for (const auto& name : key) forbid_null(properties[name]);
  return Object{
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", true}};
}

std::string type_of_key(const Entity& entity, const Catalogue& catalogue) {
  const auto* single = entity.definition->find("single");
  if (!single || !single->is_string()) return {};
  const auto* reading = catalogue.look_up("read", single->as_string());
  if (!reading || reading->path_parameters.empty()) return {};
  return reading->path_parameters.back().type;
}

bool widen(Value& schema, const Value& value) {
  if (!schema.is_object() || says_more(schema.as_object())) return false;
  auto& object = schema.as_object();
  bool changed = add_type(object, type_of(value));
  if (value.is_string()) return drop_broken_format(object, value.as_string()) || changed;
  if (value.is_object()) return widen_properties(object, value.as_object()) || changed;
  if (!value.is_array()) return changed;
  if (!object.contains("items")) {
    if (value.as_array().empty()) return changed;
    object.set("items", Object());
    changed = true;
  }
  for (const auto& item : value.as_array()) changed = widen(object["items"], item) || changed;
  return changed;
}

} // namespace host
