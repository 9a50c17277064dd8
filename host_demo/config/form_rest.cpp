// SPDX-License-Identifier: MIT
// The keywords of a form that the reader does not check itself are left to valijson. Nothing else
// knows of that library, nor of the JSON values it needs.
#include "config/form.hpp"

#include "config/pointer.hpp"

#include <hif/sdk/json_print.hpp>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <algorithm>

namespace host {

using hif::json::Value;

namespace {

bool is_left(const hif::json::Member& member) {
  static constexpr std::string_view names[] = {"allOf",    "not",        "if",
                                               "contains", "multipleOf", "additionalItems"};
  if (member.name == "dependencies" && member.value.is_object())
    return std::ranges::any_of(member.value.as_object(),
                               [](const auto& dependency) { return !dependency.value.is_array(); });
  return std::ranges::find(names, member.name) != std::end(names);
}

// Whether a keyword that is left occurs, or oneOf/anyOf beside keywords that were read instead.
bool has_rest(const Value& form) {
  if (form.is_array()) return std::ranges::any_of(form.as_array(), has_rest);
  if (!form.is_object()) return false;
  const bool has_branches = form.find("oneOf") || form.find("anyOf");
  if (has_branches && (form.find("type") || form.find("properties"))) return true;
  return std::ranges::any_of(form.as_object(), [](const auto& member) {
    return is_left(member) || has_rest(member.value);
  });
}

// Patterns were checked already, with an engine whose stack does not grow with the text.
void drop_patterns(nlohmann::json& form) {
  if (form.is_object() && form.contains("pattern") && form["pattern"].is_string())
    form.erase("pattern");
  if (form.is_structured())
    for (auto& part : form) drop_patterns(part);
}

// valijson's context is <root>, then [name] or [0].
std::string pointer_of(const std::vector<std::string>& context) {
  std::string pointer;
  for (const std::string_view part : context) {
    if (!part.starts_with('[') || !part.ends_with(']')) continue;
    pointer = child_pointer(pointer, part.substr(1, part.size() - 2));
  }
  return pointer;
}

} // namespace

std::optional<FormFault> check_rest(const Value& form, const Value& value) {
  if (!has_rest(form)) return std::nullopt;
  auto schema_json = nlohmann::json::parse(hif::json::print(form));
  drop_patterns(schema_json);
  const auto value_json = nlohmann::json::parse(hif::json::print(value));
  using Adapter = valijson::adapters::NlohmannJsonAdapter;
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(Adapter(schema_json), schema);
  valijson::ValidationResults results;
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  if (validator.validate(schema, Adapter(value_json), &results)) return std::nullopt;
  valijson::ValidationResults::Error first;
  if (!results.popError(first)) return FormFault{{}, "does not follow its form"};
  auto message = std::move(first.description);
  if (message.ends_with('.')) message.pop_back();
  return FormFault{pointer_of(first.context), std::move(message)};
}

} // namespace host
