// SPDX-License-Identifier: MIT
#include "package/catalogue.hpp"

#include "package/json_text.hpp"
#include "package/manifest_fields.hpp"
#include "text/nearest.hpp"

#include <algorithm>
#include <unordered_set>

namespace host {
namespace json = hif::json;
namespace {

constexpr std::size_t max_catalogue_depth = 32;
constexpr JsonTextCodes catalogue_codes{
    .not_utf8 = RefusalCode::catalogue_malformed,
    .malformed = RefusalCode::catalogue_malformed,
    .duplicate_key = RefusalCode::catalogue_malformed,
    .too_deep = RefusalCode::catalogue_malformed,
};

// The members of one object of the catalogue; unknown ones are the package's own business here.
class Members {
 public:
  Members(const json::Value& value, std::string pointer, const std::string& file)
      : value_(value), pointer_(std::move(pointer)), file_(file) {
    if (!value.is_object()) refuse("", wrong_type("an object", value));
  }

  [[noreturn]] void refuse(std::string_view name, const std::string& cause) const {
    const auto place = name.empty() ? pointer_ : pointer_ + "/" + std::string(name);
    throw Refused(RefusalCode::catalogue_malformed, file_, place, cause);
  }

  const json::Value& required(std::string_view name) const {
    if (const auto* value = value_.find(name)) return *value;
    refuse(name, "the field \"" + std::string(name) + "\" is missing");
  }

  const std::string& text(std::string_view name) const {
    const auto& value = required(name);
    if (!value.is_string()) refuse(name, wrong_type("a string", value));
    return value.as_string();
  }

  bool flag(std::string_view name) const {
    const auto& value = required(name);
    if (!value.is_bool()) refuse(name, wrong_type("a boolean", value));
    return value.as_bool();
  }

  // Empty where there is none.
  const json::Array& array(std::string_view name) const {
    static const json::Array none;
    const auto* value = value_.find(name);
    if (!value) return none;
    if (!value->is_array()) refuse(name, wrong_type("an array", *value));
    return value->as_array();
  }

 private:
  const json::Value& value_;
  std::string pointer_;
  const std::string& file_;
};

Entity read_entity(const json::Value& value, const std::string& pointer, const std::string& file) {
  const Members members(value, pointer, file);
  Entity entity;
  entity.id = members.text("id");
  entity.title = members.text("title");
  entity.group = members.text("group");
  entity.direction = members.text("direction");
  entity.method = members.text("method");
  entity.path = members.text("path");
  entity.documented = members.flag("documented");
  entity.definition = &value;
  if (entity.direction != "read" && entity.direction != "write")
    members.refuse("direction", "\"" + entity.direction + "\" is neither read nor write");
  for (const auto& alias : members.array("aliases")) {
    if (!alias.is_string()) members.refuse("aliases", wrong_type("a string", alias));
    entity.aliases.push_back(alias.as_string());
  }
  for (const auto& parameter : members.array("path_parameters")) {
    const Members fields(parameter, pointer + "/path_parameters", file);
    entity.path_parameters.push_back({fields.text("name"), fields.text("type")});
  }
  return entity;
}

bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && edit_distance(a, b) == 0;
}

bool answers_to(const Entity& entity, std::string_view name) {
  return entity.id == name || same_text(entity.title, name) ||
         std::any_of(entity.aliases.begin(), entity.aliases.end(),
                     [&](const std::string& alias) { return same_text(alias, name); });
}

bool is_on_side(const Entity& entity, std::string_view direction) {
  return direction.empty() || entity.direction == direction;
}

std::string methods_of(const std::vector<const Entity*>& entities) {
  std::string all;
  for (const auto* entity : entities) all += (all.empty() ? "" : ", ") + entity->method;
  return all;
}

std::vector<std::string> names_on(const std::vector<const Entity*>& entities,
                                  std::string_view method) {
  std::vector<std::string> names;
  for (const auto* entity : entities)
    if (method.empty() || entity->method == method)
      names.insert(names.end(), {entity->title, entity->id});
  return names;
}

// Every entity id that a definition refers to, with where it does.
std::vector<std::pair<std::string, std::string>> references(const json::Value& definition) {
  std::vector<std::pair<std::string, std::string>> found;
  const auto add = [&](const json::Value* within, const char* name, const std::string& pointer) {
    const auto* id = within ? within->find(name) : nullptr;
    if (id && id->is_string()) found.emplace_back(pointer + "/" + name, id->as_string());
  };
  add(&definition, "single", "");
  add(&definition, "deprecated_by", "");
  add(definition.find("bulk"), "entity", "/bulk");
  const auto* external_id = definition.find("external_id");
  add(external_id, "update", "/external_id");
  add(external_id ? external_id->find("lookup") : nullptr, "entity", "/external_id/lookup");
  return found;
}

} // namespace

Catalogue::Catalogue(std::string_view text, std::string file) : file_(std::move(file)) {
  if (text.size() > max_catalogue_bytes)
    throw Refused(RefusalCode::catalogue_malformed, file_, {},
                  "it is over " + std::to_string(max_catalogue_bytes) + " bytes");
  document_ = parse_json_text(text, file_, max_catalogue_depth, catalogue_codes);
  const Members root(document_, "", file_);
  const auto version = root.required("catalogue_version").to_int64();
  if (version != 1) root.refuse("catalogue_version", "it is not 1, the one that this host reads");
  vendor_ = root.text("vendor");
  root.required("entities");
  const auto& entities = root.array("entities");
  entities_.reserve(entities.size());
  for (const auto& entity : entities)
    entities_.push_back(
        read_entity(entity, "/entities/" + std::to_string(entities_.size()), file_));
}

std::vector<const Entity*> Catalogue::side(std::string_view direction) const {
  std::vector<const Entity*> chosen;
  for (const auto& entity : entities_)
    if (is_on_side(entity, direction)) chosen.push_back(&entity);
  return chosen;
}

const Entity* Catalogue::look_up(std::string_view direction, std::string_view name,
                                 std::string_view method) const {
  for (const auto& entity : entities_)
    if (is_on_side(entity, direction) && (method.empty() || entity.method == method) &&
        answers_to(entity, name))
      return &entity;
  return nullptr;
}

const Entity& Catalogue::find(std::string_view direction, std::string_view name,
                              std::string_view method) const {
  std::vector<const Entity*> named, fitting;
  for (const auto* entity : side(direction)) {
    if (!answers_to(*entity, name)) continue;
    named.push_back(entity);
    if (method.empty() || entity->method == method) fitting.push_back(entity);
  }
  for (const auto* entity : fitting)
    if (entity->id == name || fitting.size() == 1) return *entity;
  const auto quoted = "entity \"" + std::string(name) + "\"";
  if (!fitting.empty())
    throw Failure(Exit::usage, quoted + " is there for " + methods_of(named) +
                                   ": say which by the method, or use the catalogue id.");
  if (!named.empty())
    throw Failure(Exit::usage, quoted + " is not there for " + std::string(method) + ", but for " +
                                   methods_of(named) + ". Change the method or the entity.");
  if (const auto* other = look_up("", name))
    throw Failure(Exit::usage, quoted + " is one to " + other->direction + ", and this is to " +
                                   std::string(direction) + ". Use another prototype for it.");
  throw Failure(Exit::usage, quoted + " is not in the catalogue of " + vendor_ +
                                 (method.empty() ? "" : " for " + std::string(method)) + "." +
                                 did_you_mean(name, names_on(side(direction), method)) +
                                 " hif entities lists them.");
}

const json::Value* Catalogue::record_fields(std::string_view record) const {
  const auto* records = document_.find("records");
  const auto* fields = records ? records->find(record) : nullptr;
  return fields && fields->is_array() ? fields : nullptr;
}

void Catalogue::verify() const {
  std::unordered_set<std::string_view> ids;
  std::unordered_set<std::string> titles;
  for (std::size_t i = 0; i < entities_.size(); ++i) {
    const auto& entity = entities_[i];
    const auto pointer = "/entities/" + std::to_string(i);
    if (!ids.insert(entity.id).second)
      throw Refused(RefusalCode::catalogue_malformed, file_, pointer + "/id",
                    "\"" + entity.id + "\" is the id of an earlier entity");
    auto names = entity.aliases;
    names.push_back(entity.title);
    for (const auto& name : names)
      if (!titles.insert(entity.direction + "\n" + entity.method + "\n" + name).second)
        throw Refused(RefusalCode::catalogue_malformed, file_, pointer + "/title",
                      "an earlier entity of that side and method is called \"" + name + "\" too");
  }
  for (std::size_t i = 0; i < entities_.size(); ++i) {
    const auto* response = entities_[i].definition->find("response");
    const auto* record = response ? response->find("record") : nullptr;
    if (record && (!record->is_string() || !record_fields(record->as_string())))
      throw Refused(RefusalCode::catalogue_malformed, file_,
                    "/entities/" + std::to_string(i) + "/response/record",
                    "it names none of the catalogue's records");
  }
  const std::vector<std::string> known(ids.begin(), ids.end());
  for (std::size_t i = 0; i < entities_.size(); ++i)
    for (const auto& [pointer, id] : references(*entities_[i].definition))
      if (!ids.contains(id))
        throw Refused(RefusalCode::catalogue_unknown_entity, file_,
                      "/entities/" + std::to_string(i) + pointer,
                      "\"" + id + "\" is not in the catalogue." + did_you_mean(id, known));
}

} // namespace host
