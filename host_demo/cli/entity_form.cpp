// SPDX-License-Identifier: MIT
#include "cli/entity_form.hpp"

#include "cli/output.hpp"

#include <hif/sdk/json_print.hpp>

namespace host {
namespace {

using hif::json::Value;

std::string text_at(const Value& object, const char* word) {
  const auto* value = object.find(word);
  if (!value) return {};
  return value->is_string() ? value->as_string() : hif::json::print(*value);
}

bool is_set(const Value& object, const char* word) {
  const auto* value = object.find(word);
  return value && *value == Value(true);
}

std::string type_of(const Value& parameter) {
  if (const auto* choices = parameter.find("enum")) {
    std::string text;
    for (const auto& choice : choices->as_array())
      text += (text.empty() ? "" : "|") +
              (choice.is_string() ? choice.as_string() : hif::json::print(choice));
    return text;
  }
  const auto items = text_at(parameter, "items");
  return text_at(parameter, "type") + (items.empty() ? "" : " of " + items);
}

void add_rows(Table& table, const std::string& place, const Value* parameters, bool are_required) {
  if (!parameters || !parameters->is_array()) return;
  for (const auto& parameter : parameters->as_array()) {
    const auto name = place + "." + text_at(parameter, "name");
    table.add({name, type_of(parameter), are_required || is_set(parameter, "required") ? "yes" : "",
               text_at(parameter, "default"), text_at(parameter, "description")});
    add_rows(table, name, parameter.find("fields"), false);
  }
}

// "one of client_id, new_company"
std::string one_of_each(const Value& body) {
  std::string text;
  const auto* groups = body.find("require_one_of");
  if (!groups) return text;
  for (const auto& group : groups->as_array()) {
    std::string names;
    for (const auto& name : group.as_array())
      names += (names.empty() ? "" : ", ") + name.as_string();
    text += "one of these is required: " + names + "\n";
  }
  return text;
}

} // namespace

std::string describe_entity(const Entity& entity) {
  const auto& definition = *entity.definition;
  std::string text = entity.title + " (" + entity.id + ")\n" + entity.method + " " + entity.path +
                     "\n" + text_at(definition, "description") + "\n";
  Table table({"PARAMETER", "TYPE", "REQUIRED", "DEFAULT", "DESCRIPTION"});
  add_rows(table, "path", definition.find("path_parameters"), true);
  add_rows(table, "query", definition.find("query_parameters"), false);
  if (const auto* body = definition.find("body")) {
    add_rows(table, "payload", body->find("fields"), false);
    text += one_of_each(*body);
  }
  return text + "\n" + table.text();
}

} // namespace host
