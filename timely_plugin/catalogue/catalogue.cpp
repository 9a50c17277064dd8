// SPDX-License-Identifier: MIT
#include "catalogue/catalogue.hpp"

#include "catalogue/entity_reader.hpp"
#include "catalogue/nearest.hpp"

#include <hif/sdk/json_parse.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

namespace timely {
namespace {

using hif::sdk::ConfigError;
using hif::sdk::Error;

json::Value parse_text(std::string_view text) {
  try {
    return json::parse(text);
  } catch (const json::ParseError& error) {
    throw Error(HIF_INVALID_ARGUMENT, std::string("the catalogue is not JSON: ") + error.what());
  }
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw Error(HIF_INVALID_ARGUMENT, path + " cannot be opened; install the package again");
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

bool is_called(const Entity& entity, std::string_view name) {
  return entity.id == name || entity.title == name ||
         std::find(entity.aliases.begin(), entity.aliases.end(), name) != entity.aliases.end();
}

bool is_on(Direction direction, const Entity& entity) {
  return entity.reads == (direction == Direction::read);
}

std::string quoted(std::string_view name) {
  return "\"" + std::string(name) + "\"";
}

std::string methods_of(const std::vector<const Entity*>& entities) {
  std::string methods;
  for (const auto* entity : entities) methods += (methods.empty() ? "" : " or ") + entity->method;
  return methods;
}

} // namespace

Catalogue::Catalogue(std::string_view text) {
  const auto catalogue = parse_text(text);
  entities_ = read_entities(catalogue);
  zone_sources_ = read_zone_sources(catalogue);
  directories_ = read_directories(catalogue, entities_);
}

std::shared_ptr<const Catalogue> Catalogue::of_package(const std::string& package_dir) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const Catalogue>> read;
  const std::lock_guard lock(mutex);
  auto& catalogue = read[package_dir];
  if (!catalogue)
    catalogue = std::make_shared<const Catalogue>(read_file(package_dir + "/catalogue.json"));
  return catalogue;
}

const Entity* Catalogue::by_id(std::string_view id) const {
  const auto at = std::find_if(entities_.begin(), entities_.end(),
                               [&](const Entity& entity) { return entity.id == id; });
  return at == entities_.end() ? nullptr : &*at;
}

const Entity* Catalogue::reader_of(const Entity& entity) const {
  const auto at = std::find_if(entities_.begin(), entities_.end(), [&](const Entity& one) {
    return one.reads && one.method == "GET" && one.path == entity.path &&
           one.answer.kind == AnswerKind::object;
  });
  return at == entities_.end() ? nullptr : &*at;
}

const Entity& Catalogue::find(Direction direction, std::string_view method, std::string_view name,
                              bool allow_undocumented) const {
  // An alias gives way to the title of another entity.
  const Entity* found = nullptr;
  for (const auto& entity : entities_) {
    if (!is_on(direction, entity) || entity.method != method || !is_called(entity, name)) continue;
    if (!found || entity.id == name || entity.title == name) found = &entity;
  }
  if (!found) refuse(direction, method, name);
  if (!found->documented && !allow_undocumented)
    throw ConfigError("/entity", quoted(name) + " is not documented by the vendor and may change",
                      "set allow_undocumented: true to use it all the same");
  return *found;
}

void Catalogue::refuse(Direction direction, std::string_view method, std::string_view name) const {
  std::vector<const Entity*> with_other_method, on_other_side;
  std::vector<std::string> names;
  for (const auto& entity : entities_) {
    if (is_called(entity, name))
      (is_on(direction, entity) ? with_other_method : on_other_side).push_back(&entity);
    if (is_on(direction, entity) && entity.method == method)
      names.insert(names.end(), {entity.id, entity.title});
  }
  if (!with_other_method.empty())
    throw ConfigError("/method",
                      quoted(name) + " is not asked with " + std::string(method) + " but with " +
                          methods_of(with_other_method),
                      "set method: " + with_other_method.front()->method);
  const auto verb = direction == Direction::read ? "read" : "written";
  if (!on_other_side.empty())
    throw ConfigError("/entity", quoted(name) + " cannot be " + verb,
                      std::string("it is an entity for ") +
                          (direction == Direction::read ? "a publisher" : "a subscriber"));
  throw ConfigError("/entity",
                    "there is no entity " + quoted(name) + " that is " + verb + " with " +
                        std::string(method),
                    did_you_mean(name, names));
}

} // namespace timely
