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

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw Error(HIF_INVALID_ARGUMENT, path + " cannot be opened; install the package again");
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

bool is_called(const EntityHead& entity, std::string_view name) {
  return entity.id == name || entity.title == name ||
         std::find(entity.aliases.begin(), entity.aliases.end(), name) != entity.aliases.end();
}

bool is_on(Direction direction, const EntityHead& entity) {
  return entity.reads == (direction == Direction::read);
}

std::string quoted(std::string_view name) {
  return "\"" + std::string(name) + "\"";
}

std::string methods_of(const std::vector<const EntityHead*>& entities) {
  std::string methods;
  for (const auto* entity : entities) methods += (methods.empty() ? "" : " or ") + entity->method;
  return methods;
}

// What `read` gives; what it throws is said of the catalogue's `part`.
template <typename Read>
auto read_part(const std::string& part, Read&& read) {
  try {
    return read();
  } catch (const std::exception& error) {
    throw Error(HIF_INVALID_ARGUMENT,
                "the catalogue's " + part + " cannot be read: " + error.what());
  }
}

} // namespace

Catalogue::Catalogue(std::string text) : text_(std::move(text)), outline_(outline_of(text_)) {
  for (std::size_t i = 0; i < outline_.entities.size(); ++i) entities_.emplace_back();
}

const Entity& Catalogue::entity(std::size_t at) const {
  const auto& [head, text] = outline_.entities[at];
  std::call_once(entities_[at].once, [&, &text = text, &id = head.id] {
    entities_[at].read = read_part("entity " + id, [&] { return read_entity(json::parse(text)); });
  });
  return *entities_[at].read;
}

const std::vector<ZoneSource>& Catalogue::zone_sources() const {
  std::call_once(zone_sources_.once, [&] {
    zone_sources_.read.emplace();
    if (!outline_.time_zone.empty())
      zone_sources_.read = read_part(
          "\"time_zone\"", [&] { return read_zone_sources(json::parse(outline_.time_zone)); });
  });
  return *zone_sources_.read;
}

const std::vector<Directory>& Catalogue::directories() const {
  std::call_once(directories_.once, [&] {
    directories_.read.emplace();
    if (!outline_.directories.empty())
      directories_.read = read_part("\"directories\"", [&] {
        return read_directories(json::parse(outline_.directories), [this](std::string_view id) {
          const auto* entity = by_id(id);
          return entity && entity->method == "GET" ? entity : nullptr;
        });
      });
  });
  return *directories_.read;
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
  for (std::size_t i = 0; i < outline_.entities.size(); ++i)
    if (outline_.entities[i].head.id == id) return &entity(i);
  return nullptr;
}

const Entity* Catalogue::reader_of(const Entity& entity) const {
  for (std::size_t i = 0; i < outline_.entities.size(); ++i) {
    const auto& head = outline_.entities[i].head;
    if (head.reads && head.method == "GET" && head.path == entity.path &&
        this->entity(i).answer.kind == AnswerKind::object)
      return &this->entity(i);
  }
  return nullptr;
}

const Entity& Catalogue::find(Direction direction, std::string_view method, std::string_view name,
                              bool allow_undocumented) const {
  // An alias gives way to the title of another entity.
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < outline_.entities.size(); ++i) {
    const auto& head = outline_.entities[i].head;
    if (!is_on(direction, head) || head.method != method || !is_called(head, name)) continue;
    if (!found || head.id == name || head.title == name) found = i;
  }
  if (!found) refuse(direction, method, name);
  if (!outline_.entities[*found].head.documented && !allow_undocumented)
    throw ConfigError("/entity", quoted(name) + " is not documented by the vendor and may change",
                      "set allow_undocumented: true to use it all the same");
  return entity(*found);
}

void Catalogue::refuse(Direction direction, std::string_view method, std::string_view name) const {
  std::vector<const EntityHead*> with_other_method, on_other_side;
  std::vector<std::string> names;
  for (const auto& [head, text] : outline_.entities) {
    if (is_called(head, name))
      (is_on(direction, head) ? with_other_method : on_other_side).push_back(&head);
    if (is_on(direction, head) && head.method == method)
      names.insert(names.end(), {head.id, head.title});
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
