// SPDX-License-Identifier: MIT
#include "catalogue.hpp"

#include <hif/sdk/json_parse.hpp>

#include <stdexcept>

namespace timely::sandbox {

namespace {

std::string text(const json::Value& value, std::string_view name) {
  const auto* member = value.find(name);
  return member && member->is_string() ? member->as_string() : std::string();
}

bool flag(const json::Value& value, std::string_view name, bool otherwise) {
  const auto* member = value.find(name);
  return member && member->is_bool() ? member->as_bool() : otherwise;
}

std::optional<std::int64_t> integer(const json::Value& value, std::string_view name) {
  const auto* member = value.find(name);
  return member ? member->to_int64() : std::nullopt;
}

std::vector<Field> parse_fields(const json::Value* list);

Field parse_field(const json::Value& value) {
  Field field{.name = text(value, "name"), .type = text(value, "type")};
  if (field.type.empty()) field.type = "any";
  field.required = flag(value, "required", false);
  field.outside_envelope = flag(value, "outside_envelope", false);
  if (const auto* choices = value.find("enum"); choices && choices->is_array())
    field.enumeration = choices->as_array();
  field.min_length = integer(value, "min_length");
  field.max_length = integer(value, "max_length");
  if (const auto* minimum = value.find("minimum")) field.minimum = minimum->to_double();
  field.pattern = text(value, "pattern");
  if (const auto* given = value.find("default")) field.default_value = *given;
  field.fields = parse_fields(value.find("fields"));
  if (const auto* items = value.find("items")) {
    if (items->is_string())
      field.items.push_back(Field{.name = field.name, .type = items->as_string()});
    else if (items->is_object())
      field.items.push_back(parse_field(*items));
    // An array of objects may give the objects' fields beside `items`.
    if (!field.items.empty() && field.items[0].fields.empty()) field.items[0].fields = field.fields;
  }
  return field;
}

std::vector<Field> parse_fields(const json::Value* list) {
  std::vector<Field> fields;
  if (!list || !list->is_array()) return fields;
  for (const auto& item : list->as_array()) fields.push_back(parse_field(item));
  return fields;
}

Entity parse_entity(const json::Value& value) {
  Entity entity{.id = text(value, "id"),
                .title = text(value, "title"),
                .method = text(value, "method"),
                .path = text(value, "path")};
  if (entity.method.empty() || !entity.path.starts_with('/'))
    throw std::runtime_error("catalogue: entity \"" + entity.id +
                             "\" has no method or no path that begins with /");
  entity.documented = flag(value, "documented", true);
  entity.query = parse_fields(value.find("query_parameters"));
  if (const auto* body = value.find("body"); body && body->is_object())
    entity.body = Body{text(*body, "envelope"), parse_fields(body->find("fields"))};
  if (const auto* response = value.find("response")) {
    entity.status = static_cast<int>(integer(*response, "status").value_or(200));
    entity.response_kind = text(*response, "kind");
  }
  if (const auto* paging = value.find("paging")) {
    entity.paging_style = text(*paging, "style");
    entity.maximum_page_size = integer(*paging, "maximum");
  }
  return entity;
}

} // namespace

std::vector<Entity> parse_catalogue(std::string_view source) {
  json::Value document;
  try {
    document = json::parse(source);
  } catch (const json::ParseError& error) {
    throw std::runtime_error(std::string("catalogue: not JSON: ") + error.what());
  }
  const auto* list = document.find("entities");
  if (!list || !list->is_array())
    throw std::runtime_error("catalogue: expected an object with an array \"entities\"");
  std::vector<Entity> entities;
  for (const auto& item : list->as_array()) entities.push_back(parse_entity(item));
  return entities;
}

} // namespace timely::sandbox
