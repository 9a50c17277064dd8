// SPDX-License-Identifier: MIT
#include "protocol/stream.hpp"

#include "protocol/record_schema.hpp"
#include "run/configured_entity.hpp"

#include <algorithm>

namespace host {
namespace {

using hif::json::Value;

std::vector<std::string> texts_in(const Value* list) {
  std::vector<std::string> texts;
  if (list && list->is_array())
    for (const auto& item : list->as_array())
      if (item.is_string()) texts.push_back(item.as_string());
  return texts;
}

// Whether a request parameter or body field has the value that a variant asks for; "*" is any.
bool applies(const Value& when, const Value& config) {
  const auto* parameters = config.find("request_parameters");
  return std::all_of(when.as_object().begin(), when.as_object().end(),
                     [&](const hif::json::Member& condition) {
                       for (const char* part : {"query", "payload"}) {
                         const auto* given = parameters ? parameters->find(part) : nullptr;
                         const auto* value = given ? given->find(condition.name) : nullptr;
                         if (value)
                           return condition.value == Value("*") || *value == condition.value;
                       }
                       return false;
                     });
}

// The part of the catalogue that says what the answer to these parameters looks like.
const Value& answer_of(const Value& definition, const Value& config) {
  const auto& response = *definition.find("response");
  if (const auto* variants = response.find("variants"); variants && variants->is_array())
    for (const auto& variant : variants->as_array())
      if (const auto* when = variant.find("when"); when && when->is_object())
        if (applies(*when, config)) return variant;
  return response;
}

// The field that records get from there; null when there is none.
const std::string* field_from(const Value& added, const Value& from) {
  for (const auto& [name, value] : added.as_object())
    if (value == from) return &name;
  return nullptr;
}

// A field of the form that is marked "x-incremental" makes a package give changes and deletions
// only. A form without such a field belongs to a package that goes on from its checkpoint anyway.
void set_incremental(Stream& stream, const Prototype& prototype) {
  stream.gives_changes = true;
  const auto* fields = prototype.form().find("properties");
  if (!fields) return;
  for (const auto& [name, field] : fields->as_object()) {
    const auto* mark = field.find("x-incremental");
    if (!mark || *mark != Value(true)) continue;
    const auto* value = stream.incoming->config.find(name);
    stream.gives_changes = stream.gives_deletions = value && *value != Value(false);
  }
}

// Of a stream that is read once for every record of another one ("x-for-each"), keys tell apart
// only what belongs to the same outer record: the outer values belong to them, where the records
// have them. Where one is missing, nothing tells the records apart.
void add_outer_key(Stream& stream, const Prototype& prototype) {
  auto& key = stream.key;
  const auto& config = stream.incoming->config;
  const auto* fields = prototype.form().find("properties");
  if (!fields || key.empty()) return;
  for (const auto& [name, field] : fields->as_object()) {
    const auto* mark = field.find("x-for-each");
    const auto* outer = config.find(name);
    const auto* into = outer && mark && *mark == Value(true) ? outer->find("into") : nullptr;
    if (!into || !into->is_object()) continue;
    const auto* added = outer->find("add");
    for (const auto& [parameter, from] : into->as_object()) {
      const auto* record_field = added && added->is_object() ? field_from(*added, from) : nullptr;
      if (!record_field) {
        stream.warning = "stream \"" + stream.name + "\" is read for each record of another and " +
                         "has no key, so that targets append its records; let " + name +
                         ".add give them the value that goes into " + parameter;
        return key.clear();
      }
      if (std::ranges::find(key, *record_field) == key.end()) key.push_back(*record_field);
    }
  }
}

Stream stream_of(const IncomingConfig& incoming, const PackageSet& packages) {
  Stream stream;
  stream.incoming = &incoming;
  stream.name = incoming.name;
  const auto& prototype = packages.find(incoming.prototype);
  set_incremental(stream, prototype);
  const auto* entity = configured_entity(prototype, incoming.config);
  if (!entity) {
    stream.schema = schema_of_records(nullptr, {}, {});
    return stream;
  }
  const auto& answer = answer_of(*entity->definition, incoming.config);
  stream.key = texts_in(answer.find("record_key"));
  add_outer_key(stream, prototype);
  if (const auto* incremental = entity->definition->find("incremental"))
    if (const auto* cursor = incremental->find("cursor"); cursor && cursor->is_string())
      stream.cursor = cursor->as_string();
  const auto* record = answer.find("record");
  const auto* fields = record && record->is_string() && incoming.transformers.empty()
                           ? prototype.catalogue().record_fields(record->as_string())
                           : nullptr;
  stream.schema =
      schema_of_records(fields, stream.key, type_of_key(*entity, prototype.catalogue()));
  return stream;
}

} // namespace

std::vector<Stream> streams_of(const Configuration& configuration, const PackageSet& packages) {
  std::vector<Stream> streams;
  for (const auto& incoming : configuration.incoming)
    streams.push_back(stream_of(incoming, packages));
  return streams;
}

const Stream* find_stream(const std::vector<Stream>& streams, std::string_view name) {
  const auto found = std::ranges::find(streams, name, &Stream::name);
  return found == streams.end() ? nullptr : &*found;
}

std::vector<std::string> names_of(const std::vector<Stream>& streams) {
  std::vector<std::string> names;
  for (const auto& stream : streams) names.push_back(stream.name);
  return names;
}

} // namespace host
