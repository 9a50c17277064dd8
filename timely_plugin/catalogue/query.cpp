// SPDX-License-Identifier: MIT
#include "catalogue/query.hpp"

#include "catalogue/date.hpp"
#include "catalogue/nearest.hpp"
#include "catalogue/percent_encoding.hpp"

#include <algorithm>

namespace timely {
namespace {

const std::string query_pointer = "/request_parameters/query";

const Field* find_field(const std::vector<Field>& fields, std::string_view name) {
  const auto at = std::find_if(fields.begin(), fields.end(),
                               [&](const Field& field) { return field.name == name; });
  return at == fields.end() ? nullptr : &*at;
}

// Parameters that paging sends, whether or not the vendor's reference lists them.
std::vector<std::string> paging_names(const Entity& entity) {
  if (!entity.paging || entity.paging->style == PagingStyle::none || entity.paging->in_body)
    return {};
  return {entity.paging->position_parameter, entity.paging->size_parameter};
}

void add_pair(std::string& text, std::string_view name, std::string_view value) {
  text += text.empty() ? '?' : '&';
  text += percent_encode(name) + "=" + percent_encode(value);
}

void add_list(std::string& text, const std::string& name, Encoding encoding, Type items,
              const json::Array& list) {
  if (encoding == Encoding::csv) {
    std::string joined;
    for (std::size_t i = 0; i < list.size(); ++i)
      joined += (i ? "," : "") + parameter_text(items, list[i]);
    return add_pair(text, name, joined);
  }
  for (const auto& item : list)
    add_pair(text, encoding == Encoding::brackets ? name + "[]" : name,
             parameter_text(items, item));
}

std::string default_said(const Window& window) {
  if (window.default_range.empty()) return "the vendor would choose a range of its own";
  auto range = window.default_range;
  std::replace(range.begin(), range.end(), '_', ' ');
  return "the vendor would answer with " + range + " only";
}

bool is_given(const json::Value* value) {
  return value && !value->is_null();
}

} // namespace

std::string query_text(const Entity& entity, const json::Object& query) {
  std::string text;
  for (const auto& [name, value] : query) {
    if (value.is_null()) continue;
    const auto* field = find_field(entity.query_parameters, name);
    const auto type = field ? field->type : Type::any;
    if (!value.is_array()) {
      const bool list = type == Type::array;
      add_pair(text, name, parameter_text(list ? field->items.value_or(Type::any) : type, value));
      continue;
    }
    const auto encoding = field ? field->encoding.value_or(Encoding::csv) : Encoding::csv;
    add_list(text, name, encoding, field ? field->items.value_or(Type::any) : Type::any,
             value.as_array());
  }
  return text;
}

void check_query(const Entity& entity, const RequestParameters& parameters, const Checks& checks,
                 Findings& findings) {
  auto names = names_of(entity.query_parameters);
  for (auto& name : paging_names(entity))
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  for (const auto& [name, value] : parameters.query) {
    if (value.is_null()) continue;
    const auto at = pointer_to(query_pointer, name);
    if (const auto* field = find_field(entity.query_parameters, name)) {
      check_parameter(*field, value, at, findings);
    } else if (!checks.allow_unknown_query &&
               std::find(names.begin(), names.end(), name) == names.end()) {
      const auto meant = did_you_mean(name, names);
      findings.problem(at,
                       "\"" + entity.title + "\" has no query parameter \"" + name +
                           "\"; the vendor would ignore it silently",
                       meant.empty() ? "allow_unknown_query: true lets it pass" : meant);
    }
  }
  if (!checks.complete) return;
  for (const auto& field : entity.query_parameters)
    if (field.required && !is_given(parameters.query.find(field.name)))
      findings.problem(pointer_to(query_pointer, field.name),
                       "the query parameter \"" + field.name + "\" is missing");
}

void check_window(const Entity& entity, const RequestParameters& parameters, Findings& findings) {
  if (!entity.window) return;
  const auto& window = *entity.window;
  const auto value_of = [&](const std::string& name) {
    return window.in_body ? parameters.payload.find(name) : parameters.query.find(name);
  };
  const auto pointer = window.in_body ? std::string("/request_parameters/payload") : query_pointer;
  const auto* from = value_of(window.from);
  const auto* to = value_of(window.to);
  if (is_given(from) != is_given(to)) {
    if (!window.both_required) return;
    const auto& given = is_given(from) ? window.from : window.to;
    const auto& missing = is_given(from) ? window.to : window.from;
    findings.problem(pointer_to(pointer, given),
                     "\"" + given + "\" without \"" + missing + "\": " + default_said(window),
                     "give both \"" + window.from + "\" and \"" + window.to + "\"");
    return;
  }
  if (!is_given(from) || !from->is_string() || !to->is_string()) return;
  if (is_date(from->as_string()) && is_date(to->as_string()) && from->as_string() > to->as_string())
    findings.problem(pointer_to(pointer, window.from),
                     "\"" + window.from + "\" is after \"" + window.to + "\"");
}

} // namespace timely
