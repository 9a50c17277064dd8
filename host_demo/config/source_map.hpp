// SPDX-License-Identifier: MIT
#pragma once
// Where things stand in the file they were read from.

#include "config/pointer.hpp"
#include "config/problem.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace host {

class YamlDocument;

class SourceMap {
 public:
  struct Place {
    Position key;   // of an item of a list: the item itself
    Position value; // the key's where no value is written
  };

  SourceMap() = default;
  explicit SourceMap(std::shared_ptr<const YamlDocument> document);

  // What the JSON Pointer names, when it is written in the file.
  std::optional<Place> find(std::string_view pointer) const;
  // The value that the pointer names; where it is not written, the key of the nearest parent that
  // is. 1:1 for the whole.
  Position place(std::string_view pointer) const;

 private:
  std::shared_ptr<const YamlDocument> document_;
};

} // namespace host
