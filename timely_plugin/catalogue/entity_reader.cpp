// SPDX-License-Identifier: MIT
#include "catalogue/entity_reader.hpp"

#include <array>
#include <stdexcept>

namespace timely {
namespace {

template <typename Name>
struct Named {
  std::string_view spelled;
  Name meant;
};

constexpr std::array<Named<Type>, 9> types{{{"integer", Type::integer},
                                            {"number", Type::number},
                                            {"boolean", Type::boolean},
                                            {"string", Type::string},
                                            {"date", Type::date},
                                            {"date-time", Type::date_time},
                                            {"object", Type::object},
                                            {"array", Type::array},
                                            {"any", Type::any}}};
constexpr std::array<Named<Encoding>, 3> encodings{
    {{"csv", Encoding::csv}, {"brackets", Encoding::brackets}, {"repeat", Encoding::repeat}}};
constexpr std::array<Named<Format>, 3> formats{
    {{"uri", Format::uri}, {"date", Format::date}, {"date-time", Format::date_time}}};
constexpr std::array<Named<AnswerKind>, 3> kinds{
    {{"object", AnswerKind::object}, {"array", AnswerKind::array}, {"empty", AnswerKind::empty}}};
constexpr std::array<Named<PagingStyle>, 3> styles{
    {{"none", PagingStyle::none}, {"page", PagingStyle::page}, {"offset", PagingStyle::offset}}};

template <typename Name, std::size_t size>
Name meant(const std::array<Named<Name>, size>& names, const json::Value& value) {
  for (const auto& name : names)
    if (name.spelled == value.as_string()) return name.meant;
  throw json::TypeError("\"" + value.as_string() + "\" is not a known word");
}

const json::Value& need(const json::Value& from, std::string_view name) {
  const auto* value = from.find(name);
  if (!value) throw json::TypeError("\"" + std::string(name) + "\" is missing");
  return *value;
}

std::string text(const json::Value& from, std::string_view name) {
  const auto* value = from.find(name);
  return value ? value->as_string() : std::string();
}

bool flag(const json::Value& from, std::string_view name) {
  const auto* value = from.find(name);
  return value && value->as_bool();
}

std::vector<std::string> texts(const json::Value* list) {
  std::vector<std::string> result;
  if (list)
    for (const auto& item : list->as_array()) result.push_back(item.as_string());
  return result;
}

std::vector<std::vector<std::string>> groups(const json::Value* list) {
  std::vector<std::vector<std::string>> result;
  if (list)
    for (const auto& group : list->as_array()) result.push_back(texts(&group));
  return result;
}

std::vector<When> conditions(const json::Value* from) {
  std::vector<When> result;
  if (from)
    for (const auto& member : from->as_object()) result.push_back({member.name, member.value});
  return result;
}

Field read_field(const json::Value& from);

std::vector<Field> read_fields(const json::Value* list) {
  std::vector<Field> fields;
  if (list)
    for (const auto& item : list->as_array()) fields.push_back(read_field(item));
  return fields;
}

void read_bounds(const json::Value& from, Field& field) {
  if (const auto* bound = from.find("minimum")) field.minimum = bound->as_double();
  if (const auto* bound = from.find("maximum")) field.maximum = bound->as_double();
  if (const auto* bound = from.find("min_length"))
    field.min_length = static_cast<std::size_t>(bound->as_int64());
  if (const auto* bound = from.find("max_length"))
    field.max_length = static_cast<std::size_t>(bound->as_int64());
  if (const auto* pattern = from.find("pattern"))
    field.pattern = std::make_shared<const Poco::RegularExpression>(pattern->as_string());
}

Field read_field(const json::Value& from) {
  Field field;
  field.name = need(from, "name").as_string();
  field.type = meant(types, need(from, "type"));
  if (const auto* items = from.find("items")) field.items = meant(types, *items);
  if (const auto* encoding = from.find("encoding")) field.encoding = meant(encodings, *encoding);
  if (const auto* format = from.find("format")) field.format = meant(formats, *format);
  field.keywords = texts(from.find("keywords"));
  if (const auto* also = from.find("also"))
    for (const auto& type : also->as_array()) field.also.push_back(meant(types, type));
  field.required = flag(from, "required");
  field.nullable = flag(from, "nullable");
  field.outside_envelope = flag(from, "outside_envelope");
  field.secret = flag(from, "secret");
  field.replaces = flag(from, "replaces");
  field.clears_with_empty = from.find("clear_with") != nullptr;
  field.from_path = text(from, "from_path");
  field.in_record = text(from, "in_record");
  if (const auto* values = from.find("enum")) field.enumeration = values->as_array();
  read_bounds(from, field);
  field.fields = read_fields(from.find("fields"));
  return field;
}

Body read_body(const json::Value& from) {
  Body body;
  body.envelope = text(from, "envelope");
  body.required = flag(from, "required");
  body.require_one_of = groups(from.find("require_one_of"));
  body.one_value = groups(from.find("one_value"));
  body.fields = read_fields(from.find("fields"));
  return body;
}

Answer read_answer(const json::Value& from) {
  return {.kind = meant(kinds, need(from, "kind")),
          .record_key = texts(from.find("record_key")),
          .records_at = text(from, "records_at")};
}

Paging read_paging(const json::Value& from) {
  Paging paging;
  paging.style = meant(styles, need(from, "style"));
  if (paging.style == PagingStyle::none) return paging;
  const bool by_page = paging.style == PagingStyle::page;
  paging.position_parameter =
      need(from, by_page ? "page_parameter" : "offset_parameter").as_string();
  paging.size_parameter = need(from, "size_parameter").as_string();
  paging.size = need(from, "size").as_int64();
  if (const auto* first = from.find("first"))
    paging.first = first->as_int64();
  else if (by_page)
    paging.first = 1;
  paging.stable_order = conditions(from.find("stable_order"));
  paging.when = conditions(from.find("when"));
  paging.in_body = text(from, "in") == "body";
  return paging;
}

Window read_window(const json::Value& from) {
  return {.from = need(from, "from").as_string(),
          .to = need(from, "to").as_string(),
          .field = text(from, "field"),
          .default_range = text(from, "default"),
          .both_required = flag(from, "both_required"),
          .alternatives = texts(from.find("alternatives")),
          .in_body = text(from, "in") == "body"};
}

LookupRule read_lookup(const json::Value& from) {
  LookupRule lookup;
  lookup.entity = need(from, "entity").as_string();
  lookup.query = text(from, "query");
  lookup.fixed = conditions(from.find("fixed"));
  if (const auto* filters = from.find("filters"))
    for (const auto& filter : filters->as_object())
      lookup.filters.emplace_back(filter.name, filter.value.as_string());
  lookup.descend = text(from, "descend");
  lookup.match = texts(&need(from, "match"));
  return lookup;
}

ExternalId read_external_id(const json::Value& from) {
  return {.field = need(from, "field").as_string(),
          .lookup = read_lookup(need(from, "lookup")),
          .update = need(from, "update").as_string()};
}

Bulk read_bulk(const json::Value& from) {
  return {.entity = need(from, "entity").as_string(),
          .list = need(from, "list").as_string(),
          .maximum = static_cast<std::size_t>(need(from, "maximum").as_int64()),
          .id_parameter = text(from, "id_parameter"),
          .ids = need(from, "ids").as_string(),
          .errors = need(from, "errors").as_string(),
          .job = text(from, "job")};
}

Locks::Places read_places(const json::Value& from) {
  return {.day = need(from, "day").as_string(),
          .user = need(from, "user").as_string(),
          .locked = need(from, "locked").as_string()};
}

Locks read_locks(const json::Value& from) {
  Locks locks{.entity = need(from, "entity").as_string(),
              .days = need(from, "days").as_string(),
              .users = need(from, "users").as_string(),
              .shown = read_places(need(from, "shown")),
              .day = text(from, "day"),
              .user = text(from, "user"),
              .caller = text(from, "caller"),
              .record = {},
              .unlocked_by = texts(from.find("unlocked_by"))};
  if (const auto* record = from.find("record")) locks.record = read_places(*record);
  return locks;
}

void read_answers(const json::Value& from, Entity& entity) {
  entity.answer = read_answer(from);
  const auto* variants = from.find("variants");
  if (!variants) return;
  for (const auto& variant : variants->as_array())
    entity.variants.push_back({conditions(&need(variant, "when")), read_answer(variant)});
}

ZoneSource read_zone_source(const json::Value& from) {
  ZoneSource source{.entity = need(from, "entity").as_string(),
                    .field = need(from, "field").as_string(),
                    .path = {}};
  if (const auto* path = from.find("path"))
    for (const auto& member : path->as_object())
      source.path.emplace_back(member.name, member.value.as_string());
  return source;
}

Directory read_directory(const json::Value& from,
                         const std::function<const Entity*(std::string_view id)>& entity_of) {
  const auto& id = need(from, "entity").as_string();
  const auto* entity = entity_of(id);
  if (!entity) throw json::TypeError("its entity " + id + " is none with GET");
  return {.id = need(from, "id").as_string(),
          .entity = entity,
          .fixed = conditions(from.find("fixed")),
          .descend = text(from, "descend"),
          .by = texts(&need(from, "by")),
          .ignore_case = texts(from.find("ignore_case")),
          .give = texts(&need(from, "give"))};
}

} // namespace

EntityHead read_head(const json::Value& json) {
  return {.id = need(json, "id").as_string(),
          .title = need(json, "title").as_string(),
          .group = text(json, "group"),
          .method = need(json, "method").as_string(),
          .path = need(json, "path").as_string(),
          .aliases = texts(json.find("aliases")),
          .reads = need(json, "direction").as_string() == "read",
          .documented = need(json, "documented").as_bool()};
}

Entity read_entity(const json::Value& json) {
  Entity entity;
  static_cast<EntityHead&>(entity) = read_head(json);
  entity.path_parameters = read_fields(json.find("path_parameters"));
  entity.query_parameters = read_fields(json.find("query_parameters"));
  if (const auto* body = json.find("body")) entity.body = read_body(*body);
  read_answers(need(json, "response"), entity);
  if (const auto* paging = json.find("paging")) entity.paging = read_paging(*paging);
  if (const auto* window = json.find("window")) entity.window = read_window(*window);
  if (const auto* incremental = json.find("incremental"))
    entity.cursor = Cursor{.field = need(*incremental, "cursor").as_string(),
                           .unix_seconds = text(*incremental, "cursor_format") == "unix",
                           .filter = text(*incremental, "filter")};
  entity.single = text(json, "single");
  if (const auto* found = json.find("external_id")) entity.external_id = read_external_id(*found);
  if (const auto* bulk = json.find("bulk")) entity.bulk = read_bulk(*bulk);
  if (const auto* locks = json.find("locks")) entity.locks = read_locks(*locks);
  entity.cascades = text(json, "cascades");
  return entity;
}

std::vector<ZoneSource> read_zone_sources(const json::Value& list) {
  std::vector<ZoneSource> sources;
  for (const auto& item : list.as_array()) sources.push_back(read_zone_source(item));
  return sources;
}

std::vector<Directory>
read_directories(const json::Value& list,
                 const std::function<const Entity*(std::string_view id)>& entity_of) {
  std::vector<Directory> directories;
  try {
    for (const auto& item : list.as_array()) directories.push_back(read_directory(item, entity_of));
  } catch (const std::runtime_error& error) {
    throw json::TypeError(std::to_string(directories.size() + 1) + ": " + error.what());
  }
  return directories;
}

} // namespace timely
