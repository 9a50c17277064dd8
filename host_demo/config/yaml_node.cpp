// SPDX-License-Identifier: MIT
#include "config/yaml_node.hpp"

#include "config/pointer.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace host {

namespace {

std::optional<YamlPlace> child(const YamlNode& node, const std::string& segment) {
  if (node.kind == YamlNode::Kind::map) {
    const auto* entry = node.find(segment);
    if (!entry) return std::nullopt;
    return YamlPlace{entry->value, entry->position, true};
  }
  std::size_t index = 0;
  const auto* last = segment.data() + segment.size();
  const auto [end, error] = std::from_chars(segment.data(), last, index);
  if (error != std::errc{} || end != last || index >= node.items.size()) return std::nullopt;
  return YamlPlace{node.items[index], node.items[index]->position, true};
}

} // namespace

const YamlNode::Entry* YamlNode::find(std::string_view key) const {
  const auto found = std::ranges::find(entries, key, &Entry::key);
  return found == entries.end() ? nullptr : &*found;
}

YamlPlace follow(const YamlNode& root, std::string_view pointer) {
  YamlPlace place{&root, root.position, true};
  while (pointer.starts_with('/')) {
    const auto next = child(*place.node, take_segment(pointer));
    if (!next) return {place.node, place.key, false};
    place = *next;
  }
  return place;
}

} // namespace host
