// SPDX-License-Identifier: MIT
#pragma once
// The entities that a package's catalogue names (manifests/README.md, catalogue version 1), as far
// as listing and checking need them; the rest of each is there as it was written.

#include "text/failure.hpp"

#include <hif/sdk/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace host {

struct PathParameter {
  std::string name, type;
};

struct Entity {
  std::string id, title, group, direction, method, path; // direction: "read" or "write"
  std::vector<std::string> aliases;
  std::vector<PathParameter> path_parameters;
  bool documented = false;
  const hif::json::Value* definition = nullptr; // the whole entity; lives with its Catalogue
};

constexpr std::size_t max_catalogue_bytes = 4 * 1024 * 1024;

class Catalogue {
 public:
  // `text` is the content of `file`. Throws Refused (catalogue-...).
  Catalogue(std::string_view text, std::string file);
  Catalogue(const Catalogue&) = delete;
  Catalogue& operator=(const Catalogue&) = delete;

  const std::string& vendor() const { return vendor_; }
  const std::vector<Entity>& entities() const { return entities_; }
  // Those of one side ("read", "write"; empty: both) in the catalogue's order.
  std::vector<const Entity*> side(std::string_view direction) const;

  // The entity that `name` (id, title or alias, without regard to case) means on a side, for
  // `method` ("" any, which must then leave one). Throws Failure (exit 2) with the nearest names,
  // or with the methods under which it exists.
  const Entity& find(std::string_view direction, std::string_view name,
                     std::string_view method = {}) const;
  // As above, null where there is none.
  const Entity* look_up(std::string_view direction, std::string_view name,
                        std::string_view method = {}) const;

  // What is known of the fields of a record, by the name that a response gives as "record": a list
  // of {"name", "type", "items", "fields"}. Null when nothing is.
  const hif::json::Value* record_fields(std::string_view record) const;

  // What listing does not need and authors want to know: every reference names an entity, ids
  // and titles are unique. Throws Refused.
  void verify() const;

 private:
  std::string file_, vendor_;
  hif::json::Value document_;
  std::vector<Entity> entities_;
};

} // namespace host
