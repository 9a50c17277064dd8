// SPDX-License-Identifier: MIT
#include "catalogue/payload.hpp"

#include "catalogue/nearest.hpp"

#include <algorithm>

namespace timely {
namespace {

const std::string payload_pointer = "/request_parameters/payload";

// A payload taken apart. `pointer` is where the fields inside the envelope were given.
struct Parts {
  json::Object inside, outside;
  std::string pointer = payload_pointer;
};

// The path's text as the type of the field that it fills.
json::Value typed(const Field& field, const json::Value& value) {
  if (field.type == Type::integer && value.is_string()) return json::Number{value.as_string()};
  return value;
}

void fill_from_path(const Body& body, const json::Object& path, json::Object& inside) {
  for (const auto& field : body.fields) {
    if (field.from_path.empty() || inside.contains(field.name)) continue;
    if (const auto* value = path.find(field.from_path))
      inside.set(field.name, typed(field, *value));
  }
}

Parts take_apart(const Body& body, const RequestParameters& parameters) {
  Parts parts;
  if (parameters.payload.is_object()) parts.inside = parameters.payload.as_object();
  const auto* wrapped = body.envelope.empty() ? nullptr : parts.inside.find(body.envelope);
  if (wrapped && wrapped->is_object()) {
    auto inside = wrapped->as_object();
    parts.outside = std::move(parts.inside);
    parts.outside.erase(body.envelope);
    parts.inside = std::move(inside);
    parts.pointer = pointer_to(payload_pointer, body.envelope);
  }
  for (const auto& field : body.fields) {
    const auto* value = field.outside_envelope ? parts.inside.find(field.name) : nullptr;
    if (!value || body.envelope.empty()) continue;
    parts.outside.set(field.name, *value);
    parts.inside.erase(field.name);
  }
  fill_from_path(body, parameters.path, parts.inside);
  return parts;
}

void check_groups(const Body& body, const Parts& parts, Findings& findings) {
  for (const auto& group : body.require_one_of) {
    const bool given = std::any_of(group.begin(), group.end(), [&](const std::string& name) {
      return parts.inside.contains(name) || parts.outside.contains(name);
    });
    if (!given) findings.problem(parts.pointer, "one of " + listed(group) + " is missing");
  }
}

void check_missing(const Body& body, Findings& findings) {
  std::vector<std::string> needed;
  for (const auto& field : body.fields)
    if (field.required) needed.push_back(field.name);
  findings.problem(payload_pointer, "the payload is missing",
                   needed.empty() ? "" : "it needs " + listed(needed));
}

} // namespace

bool is_empty(const json::Value& payload) {
  return payload.is_null() || (payload.is_object() && payload.as_object().empty());
}

json::Value shape_payload(const Entity& entity, const RequestParameters& parameters) {
  if (!entity.body || parameters.payload.is_null()) return nullptr;
  auto parts = take_apart(*entity.body, parameters);
  if (entity.body->envelope.empty()) return std::move(parts.inside);
  json::Object wrapped{{entity.body->envelope, std::move(parts.inside)}};
  for (auto& member : parts.outside) wrapped.append(member.name, std::move(member.value));
  return wrapped;
}

PayloadParts payload_parts(const Entity& entity, const RequestParameters& parameters) {
  if (!entity.body) return {};
  auto parts = take_apart(*entity.body, parameters);
  return {std::move(parts.inside), std::move(parts.outside)};
}

void check_payload(const Entity& entity, const RequestParameters& parameters, bool complete,
                   Findings& findings) {
  const auto& payload = parameters.payload;
  if (!entity.body) {
    if (!is_empty(payload))
      findings.problem(payload_pointer, "\"" + entity.title + "\" takes no payload",
                       "leave it out; \"path\" and \"query\" are what it has");
    return;
  }
  if (payload.is_null()) {
    if (complete && entity.body->required) check_missing(*entity.body, findings);
    return;
  }
  if (!payload.is_object()) {
    findings.problem(payload_pointer, "must be an object");
    return;
  }
  const auto parts = take_apart(*entity.body, parameters);
  const auto is_outside = [&](const Field& field) {
    return field.outside_envelope && !entity.body->envelope.empty();
  };
  check_members(entity.body->fields, parts.inside, parts.pointer, complete, findings,
                [&](const Field& field) { return !is_outside(field); });
  check_members(entity.body->fields, parts.outside, payload_pointer, complete, findings,
                is_outside);
  if (complete) check_groups(*entity.body, parts, findings);
}

std::vector<std::string> secrets_in(const Entity& entity, const RequestParameters& parameters) {
  std::vector<std::string> secrets;
  if (!entity.body || !parameters.payload.is_object()) return secrets;
  const auto parts = take_apart(*entity.body, parameters);
  for (const auto& field : entity.body->fields) {
    const auto* value = field.secret ? parts.inside.find(field.name) : nullptr;
    if (value && value->is_string()) secrets.push_back(value->as_string());
  }
  return secrets;
}

} // namespace timely
