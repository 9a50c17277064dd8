// SPDX-License-Identifier: MIT
#pragma once
// A part of a YAML text, as written and where. Nothing is typed here.

#include "config/problem.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace host {

struct YamlNode {
  enum class Kind { null, scalar, list, map };
  struct Entry {
    std::string key;
    Position position;
    const YamlNode* value;
  };

  Kind kind = Kind::null;
  bool plain = true; // without quotes; a block scalar counts as quoted
  std::string text;  // of a scalar; of a null as written: "null", "~", or "" where nothing is
  Position position;
  std::vector<const YamlNode*> items;
  std::vector<Entry> entries; // keys are unique
  // With aliases followed; a long text counts for more than one.
  std::size_t depth = 1;
  std::size_t size = 1;

  bool is_nothing() const { return kind == Kind::null && text.empty(); }
  const Entry* find(std::string_view key) const;
};

// The node that a JSON Pointer names, or the nearest parent of it that there is.
struct YamlPlace {
  const YamlNode* node;
  Position key; // of the key that it belongs to
  bool is_exact;
};
YamlPlace follow(const YamlNode& root, std::string_view pointer);

} // namespace host
