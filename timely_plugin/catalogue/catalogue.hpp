// SPDX-License-Identifier: MIT
#pragma once
// The vendor's API as data: every entity that can be read or written.

#include "catalogue/entity.hpp"

#include <hif/sdk/error.hpp>

#include <memory>

namespace timely {

enum class Direction { read, write };

// Immutable, so any thread may use it.
class Catalogue {
 public:
  // What `text`, a catalogue.json, describes. Throws hif::sdk::Error HIF_INVALID_ARGUMENT.
  explicit Catalogue(std::string_view text);
  Catalogue(const Catalogue&) = delete; // directories point to entities
  Catalogue& operator=(const Catalogue&) = delete;

  // The catalogue of the package that lies in `package_dir`, read once for each folder.
  static std::shared_ptr<const Catalogue> of_package(const std::string& package_dir);

  const std::vector<Entity>& entities() const { return entities_; }
  // Where the vendor tells the time zone of an account, in the order to ask in.
  const std::vector<ZoneSource>& zone_sources() const { return zone_sources_; }
  const std::vector<Directory>& directories() const { return directories_; }

  // The entity of that catalogue id; null when there is none.
  const Entity* by_id(std::string_view id) const;
  // The entity that reads the record which a PUT, PATCH or DELETE of `entity` is about: the GET of
  // the same path. Null when there is none.
  const Entity* reader_of(const Entity& entity) const;

  // The entity of that id, title or alias with that method on that side. Throws
  // hif::sdk::ConfigError on "/entity" or "/method" that names what was probably meant.
  const Entity& find(Direction direction, std::string_view method, std::string_view name,
                     bool allow_undocumented) const;

 private:
  [[noreturn]] void refuse(Direction direction, std::string_view method,
                           std::string_view name) const;

  std::vector<Entity> entities_;
  std::vector<ZoneSource> zone_sources_;
  std::vector<Directory> directories_;
};

} // namespace timely
