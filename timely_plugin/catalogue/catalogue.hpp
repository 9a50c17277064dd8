// SPDX-License-Identifier: MIT
#pragma once
// The vendor's API as data: every entity that can be read or written.

#include "catalogue/outline.hpp"

#include <hif/sdk/error.hpp>

#include <deque>
#include <memory>
#include <mutex>
#include <optional>

namespace timely {

enum class Direction { read, write };

// Does not change, and any thread may use it. What a catalogue describes is read when it is first
// asked for: a run needs a few of its entities. So each function may throw hif::sdk::Error
// HIF_INVALID_ARGUMENT, which names the part and what is wrong with it.
class Catalogue {
 public:
  // Of `text`, a catalogue.json.
  explicit Catalogue(std::string text);
  Catalogue(const Catalogue&) = delete; // directories point to entities
  Catalogue& operator=(const Catalogue&) = delete;

  // The catalogue of the package that lies in `package_dir`, read once for each folder.
  static std::shared_ptr<const Catalogue> of_package(const std::string& package_dir);

  // Every one, read as a loop comes to it.
  class Entities;
  Entities entities() const;
  // Where the vendor tells the time zone of an account, in the order to ask in.
  const std::vector<ZoneSource>& zone_sources() const;
  const std::vector<Directory>& directories() const;

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
  template <typename Part>
  struct ReadOnce {
    std::once_flag once;
    std::optional<Part> read;
  };

  const Entity& entity(std::size_t at) const;
  [[noreturn]] void refuse(Direction direction, std::string_view method,
                           std::string_view name) const;

  std::string text_;
  Outline outline_; // of text_
  mutable std::deque<ReadOnce<Entity>> entities_;
  mutable ReadOnce<std::vector<ZoneSource>> zone_sources_;
  mutable ReadOnce<std::vector<Directory>> directories_;
};

// Of a catalogue, which outlives it.
class Catalogue::Entities {
 public:
  class Iterator {
   public:
    Iterator(const Catalogue& catalogue, std::size_t at) : catalogue_(&catalogue), at_(at) {}
    const Entity& operator*() const { return catalogue_->entity(at_); }
    Iterator& operator++() { return ++at_, *this; }
    bool operator==(const Iterator&) const = default;

   private:
    const Catalogue* catalogue_;
    std::size_t at_;
  };

  explicit Entities(const Catalogue& catalogue) : catalogue_(catalogue) {}
  std::size_t size() const { return catalogue_.entities_.size(); }
  const Entity& operator[](std::size_t at) const { return catalogue_.entity(at); }
  const Entity& front() const { return catalogue_.entity(0); }
  Iterator begin() const { return {catalogue_, 0}; }
  Iterator end() const { return {catalogue_, size()}; }

 private:
  const Catalogue& catalogue_;
};

inline Catalogue::Entities Catalogue::entities() const {
  return Entities(*this);
}

} // namespace timely
