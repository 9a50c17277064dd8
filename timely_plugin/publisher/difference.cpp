// SPDX-License-Identifier: MIT
#include "publisher/difference.hpp"

#include "catalogue/payload.hpp"
#include "catalogue/pointer.hpp"

#include <algorithm>

namespace timely {
namespace {

const Field* find_field(const Body& body, std::string_view name) {
  const auto at = std::find_if(body.fields.begin(), body.fields.end(),
                               [&](const Field& field) { return field.name == name; });
  return at == body.fields.end() ? nullptr : &*at;
}

// Where the record shows the field; null where it does not.
const json::Value* shown(const Field* field, std::string_view name, const json::Value& record) {
  if (field && !field->in_record.empty()) return at_pointer(record, field->in_record);
  return record.find(name);
}

bool is_nothing(const json::Value& value) {
  return value.is_null() || (value.is_string() && value.as_string().empty());
}

bool same(const json::Value& wanted, const json::Value& shown);

// Each member that is wanted is there and the same; the record may have more.
bool has_members(const json::Object& wanted, const json::Value& shown) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const json::Member& member) {
    const auto* other = shown.find(member.name);
    return other && same(member.value, *other);
  });
}

// The same elements in any order: the vendor's lists are sets.
bool same_list(const json::Array& wanted, const json::Array& shown) {
  if (wanted.size() != shown.size()) return false;
  std::vector<bool> matched(shown.size());
  return std::all_of(wanted.begin(), wanted.end(), [&](const json::Value& item) {
    for (std::size_t i = 0; i < shown.size(); ++i)
      if (!matched[i] && same(item, shown[i])) return matched[i] = true, true;
    return false;
  });
}

bool same(const json::Value& wanted, const json::Value& shown) {
  if (wanted.is_object() && shown.is_object()) return has_members(wanted.as_object(), shown);
  if (wanted.is_array() && shown.is_array()) return same_list(wanted.as_array(), shown.as_array());
  return wanted == shown || (is_nothing(wanted) && is_nothing(shown));
}

bool is_zero(const json::Value* value) {
  return !value || is_nothing(*value) || *value == json::Value(0);
}

// What is left out of a group counts as nothing, so the record must show nothing there.
bool same_group(const Body& body, const std::vector<std::string>& group,
                const json::Object& payload, const json::Value& record) {
  return std::all_of(group.begin(), group.end(), [&](const std::string& name) {
    const auto* given = payload.find(name);
    const auto* there = shown(find_field(body, name), name, record);
    if (is_zero(given)) return is_zero(there);
    return there && same(*given, *there);
  });
}

const std::vector<std::string>* group_of(const Body& body, const std::string& name) {
  for (const auto& group : body.one_value)
    if (std::find(group.begin(), group.end(), name) != group.end()) return &group;
  return nullptr;
}

bool is_same_field(const Body& body, const json::Member& given, const json::Object& payload,
                   const json::Value& record) {
  if (const auto* group = group_of(body, given.name))
    return same_group(body, *group, payload, record);
  const auto* field = find_field(body, given.name);
  if (given.value.is_null() && field && field->clears_with_empty) return true;
  const auto* there = shown(field, given.name, record);
  return there && same(given.value, *there);
}

} // namespace

std::optional<json::Value> what_differs(const Entity& update, const RequestParameters& parameters,
                                        const json::Value& record) {
  if (!update.body) return parameters.payload;
  const auto parts = payload_parts(update, parameters);
  json::Object changed;
  for (const auto& member : parts.inside)
    if (!is_same_field(*update.body, member, parts.inside, record))
      changed.append(member.name, member.value);
  if (changed.empty()) return std::nullopt;
  if (update.body->envelope.empty()) return changed;
  json::Object payload{{update.body->envelope, std::move(changed)}};
  for (const auto& member : parts.outside) payload.append(member.name, member.value);
  return payload;
}

} // namespace timely
