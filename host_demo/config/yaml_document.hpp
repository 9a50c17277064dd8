// SPDX-License-Identifier: MIT
#pragma once
// A YAML text as a tree that knows where each of its parts is written. Nothing is typed here:
// scalars stay as the user wrote them.

#include "config/problem.hpp"

#include <cstddef>
#include <deque>
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
  bool plain = true;  // without quotes; a block scalar counts as quoted
  std::string text;   // of a scalar; of a null as written: "null", "~", or "" where nothing is
  Position position;
  std::vector<const YamlNode*> items;
  std::vector<Entry> entries;  // keys are unique
  // With aliases followed; a long text counts for more than one.
  std::size_t depth = 1;
  std::size_t size = 1;

  bool is_nothing() const { return kind == Kind::null && text.empty(); }
  const Entry* find(std::string_view key) const;
};

// The node that a JSON Pointer names, or the nearest parent of it that there is.
struct YamlPlace {
  const YamlNode* node;
  Position key;  // of the key that it belongs to
  bool is_exact;
};
YamlPlace follow(const YamlNode& root, std::string_view pointer);

class YamlDocument {
 public:
  static constexpr std::size_t max_bytes = 16 * 1024 * 1024;
  static constexpr std::size_t max_depth = 100;
  static constexpr std::size_t max_nodes = 1'000'000;

  YamlDocument() = default;
  YamlDocument(const YamlDocument&) = delete;
  YamlDocument& operator=(const YamlDocument&) = delete;

  // Reads `text`, the content of `file`, and adds what is wrong with it to `problems`. Null root
  // when it is no YAML at all; otherwise the rest may be used. Not to be called twice.
  void read(std::string text, const std::string& file, std::vector<Problem>& problems);
  const YamlNode* root() const { return root_; }

 private:
  friend class YamlBuilder;
  std::deque<YamlNode> nodes_;  // addresses stay
  const YamlNode* root_ = nullptr;
};

}  // namespace host
