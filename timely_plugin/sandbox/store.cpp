// SPDX-License-Identifier: MIT
#include "store.hpp"

#include "records.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace timely::sandbox {

json::Object* Table::find(std::int64_t id) {
  const auto found = records_.find(id);
  return found == records_.end() ? nullptr : &found->second;
}

const json::Object* Table::find(std::int64_t id) const {
  const auto found = records_.find(id);
  return found == records_.end() ? nullptr : &found->second;
}

json::Object& Table::add(json::Object record) {
  auto id = integer_in(record, "id");
  if (id == 0) {
    id = next_id();
    record.set("id", id);
  }
  next_id_ = std::max(next_id_, id + 1);
  return records_.insert_or_assign(id, std::move(record)).first->second;
}

const std::string& Store::project_fragment(std::int64_t project_id) {
  auto& text = project_fragments_[project_id];
  if (text.empty()) {
    const auto* project = projects.find(project_id);
    text = project ? json::print(project_in_event(*this, *project)) : "null";
  }
  return text;
}

const std::string& Store::user_fragment(std::int64_t user_id) {
  auto& text = user_fragments_[user_id];
  if (text.empty()) {
    const auto* user = users.find(user_id);
    text = user ? json::print(nested_user(*user)) : "null";
  }
  return text;
}

void Store::forget_fragments() {
  project_fragments_.clear();
  user_fragments_.clear();
}

std::int64_t integer_in(const json::Object& record, std::string_view name, std::int64_t otherwise) {
  const auto* value = record.find(name);
  return value ? value->to_int64().value_or(otherwise) : otherwise;
}

double number_in(const json::Object& record, std::string_view name, double otherwise) {
  const auto* value = record.find(name);
  return value ? value->to_double().value_or(otherwise) : otherwise;
}

bool flag_in(const json::Object& record, std::string_view name, bool otherwise) {
  const auto* value = record.find(name);
  return value && value->is_bool() ? value->as_bool() : otherwise;
}

std::string text_in(const json::Object& record, std::string_view name) {
  const auto* value = record.find(name);
  return value && value->is_string() ? value->as_string() : std::string();
}

std::vector<std::int64_t> integers_in(const json::Object& record, std::string_view name) {
  std::vector<std::int64_t> integers;
  const auto* value = record.find(name);
  if (!value || !value->is_array()) return integers;
  for (const auto& item : value->as_array())
    if (const auto integer = item.to_int64()) integers.push_back(*integer);
  return integers;
}

json::Array to_array(const std::vector<std::int64_t>& integers) {
  return json::Array(integers.begin(), integers.end());
}

bool contains(const std::vector<std::int64_t>& integers, std::int64_t wanted) {
  return std::find(integers.begin(), integers.end(), wanted) != integers.end();
}

void merge(json::Object& record, const json::Object& changes) {
  for (const auto& change : changes)
    if (!change.value.is_null() && record.contains(change.name))
      record.set(change.name, change.value);
}

} // namespace timely::sandbox
