// SPDX-License-Identifier: MIT
#pragma once
// A YAML text as a tree that knows where each of its parts is written.

#include "config/problem.hpp"
#include "config/yaml_node.hpp"

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

namespace host {

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
  std::deque<YamlNode> nodes_; // addresses stay
  const YamlNode* root_ = nullptr;
};

} // namespace host
