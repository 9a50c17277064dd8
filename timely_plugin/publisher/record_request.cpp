// SPDX-License-Identifier: MIT
#include "publisher/record_request.hpp"

#include <algorithm>
#include <array>

namespace timely {
namespace {

using hif::sdk::ConfigError;

constexpr std::array<std::string_view, 3> parts{"path", "query", "payload"};

bool is_part(std::string_view name) {
  return std::find(parts.begin(), parts.end(), name) != parts.end();
}

void lay_members(json::Object& under, const json::Object& over) {
  for (const auto& member : over) under.set(member.name, member.value);
}

void lay_named(json::Object& under, const json::Value& record, std::string_view name) {
  const auto* over = record.find(name);
  if (!over || over->is_null()) return;
  if (!over->is_object())
    throw ConfigError("/" + std::string(name), "must be an object of names and values");
  lay_members(under, over->as_object());
}

// A payload without its envelope, so that two can be laid over each other.
json::Object unwrapped(const Entity& entity, const json::Object& payload) {
  const auto* wrapped =
      entity.body && !entity.body->envelope.empty() ? payload.find(entity.body->envelope) : nullptr;
  if (!wrapped || !wrapped->is_object()) return payload;
  auto fields = wrapped->as_object();
  for (const auto& member : payload)
    if (member.name != entity.body->envelope) fields.set(member.name, member.value);
  return fields;
}

json::Value lay_payload(const Entity& entity, const json::Value& under, const json::Value& over) {
  if (over.is_null()) return under;
  if (!under.is_object() || under.as_object().empty() || !over.is_object()) return over;
  auto fields = unwrapped(entity, under.as_object());
  lay_members(fields, unwrapped(entity, over.as_object()));
  return fields;
}

void refuse_mixture(const json::Object& record) {
  for (const auto& member : record)
    if (!is_part(member.name))
      throw ConfigError("/" + member.name,
                        "\"" + member.name + "\" stands beside path, query or payload",
                        "put the fields of the payload into \"payload\"");
}

} // namespace

RequestParameters lay_over(const Entity& entity, const RequestParameters& base,
                           const json::Value& record) {
  if (!record.is_object()) throw ConfigError("", "a record must be an object");
  auto laid = base;
  const bool in_parts = std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
    return record.find(part) != nullptr;
  });
  if (!in_parts) {
    laid.payload = lay_payload(entity, base.payload, record);
    return laid;
  }
  refuse_mixture(record.as_object());
  lay_named(laid.path, record, "path");
  lay_named(laid.query, record, "query");
  if (const auto* payload = record.find("payload"))
    laid.payload = lay_payload(entity, base.payload, *payload);
  return laid;
}

} // namespace timely
