// SPDX-License-Identifier: MIT
#include "config/form.hpp"

#include "config/pointer.hpp"

#include <algorithm>

namespace host {

using hif::json::Value;

namespace {

const Value* follow_pointer(const Value* value, std::string_view pointer) {
  while (value && pointer.starts_with('/')) value = value->find(take_segment(pointer));
  return value;
}

} // namespace

Form Form::resolved() const {
  Form form = *this;
  constexpr int most_hops = 32;
  for (int hop = 0; hop < most_hops; ++hop) {
    const auto reference = form.text("$ref");
    if (reference.empty()) return form;
    if (!reference.starts_with('#')) break;
    form.part_ = follow_pointer(root_, std::string_view(reference).substr(1));
  }
  return Form(nullptr, root_);
}

const Value* Form::find(std::string_view keyword) const {
  return part_ ? part_->find(keyword) : nullptr;
}

bool Form::is_true(std::string_view keyword) const {
  const auto* value = find(keyword);
  return value && value->is_bool() && value->as_bool();
}

std::string Form::text(std::string_view keyword) const {
  const auto* value = find(keyword);
  return value && value->is_string() ? value->as_string() : std::string();
}

std::vector<std::string_view> Form::types() const {
  std::vector<std::string_view> types;
  const auto* type = find("type");
  if (type && type->is_string()) types.push_back(type->as_string());
  if (type && type->is_array())
    for (const auto& one : type->as_array())
      if (one.is_string()) types.push_back(one.as_string());
  return types;
}

bool Form::allows(std::string_view type) const {
  const auto allowed = types();
  return allowed.empty() || std::ranges::find(allowed, type) != allowed.end() ||
         (type == "integer" && std::ranges::find(allowed, "number") != allowed.end());
}

std::vector<Form> Form::branches() const {
  std::vector<Form> branches;
  if (has("type") || has("properties")) return branches;
  const auto* list = has("oneOf") ? find("oneOf") : find("anyOf");
  if (!list || !list->is_array()) return branches;
  for (const auto& branch : list->as_array()) branches.push_back(part(branch).resolved());
  return branches;
}

std::vector<std::string> Form::keys() const {
  std::vector<std::string> names;
  const auto* properties = find("properties");
  if (properties && properties->is_object())
    for (const auto& property : properties->as_object()) names.push_back(property.name);
  return names;
}

std::optional<Form> Form::key(const std::string& name) const {
  if (const auto* properties = find("properties"))
    if (const auto* property = properties->find(name)) return part(*property);
  const auto* patterns = find("patternProperties");
  if (patterns && patterns->is_object())
    for (const auto& pattern : patterns->as_object())
      if (matches(pattern.name, name)) return part(pattern.value);
  const auto* others = find("additionalProperties");
  if (!others) return Form(nullptr, root_);
  if (others->is_bool() && !others->as_bool()) return std::nullopt;
  return part(*others);
}

Form Form::item(std::size_t index) const {
  const auto* items = find("items");
  if (!items) return Form(nullptr, root_);
  if (!items->is_array()) return part(*items);
  const auto& each = items->as_array();
  if (index < each.size()) return part(each[index]);
  const auto* others = find("additionalItems");
  return others ? part(*others) : Form(nullptr, root_);
}

std::string expectation(const std::vector<std::string_view>& types) {
  static constexpr std::pair<std::string_view, std::string_view> words[] = {
      {"string", "text"},  {"integer", "an integer"}, {"number", "a number"},
      {"object", "a map"}, {"array", "a list"},       {"boolean", "true or false"},
      {"null", "null"}};
  std::vector<std::string_view> parts;
  for (const auto type : types)
    for (const auto& [name, word] : words)
      if (name == type && std::ranges::find(parts, word) == parts.end()) parts.push_back(word);
  if (parts.empty()) return "something else";
  std::string text(parts[0]);
  for (std::size_t i = 1; i < parts.size(); ++i)
    text.append(i + 1 < parts.size() ? ", " : " or ").append(parts[i]);
  return text;
}

} // namespace host
