// SPDX-License-Identifier: MIT
#include "config/source_map.hpp"

#include "config/yaml_document.hpp"

#include <charconv>

namespace host {

namespace {

// Splits the first segment, unescaped, off a pointer that begins with '/'.
std::string take_segment(std::string_view& pointer) {
  pointer.remove_prefix(1);
  const auto end = std::min(pointer.find('/'), pointer.size());
  std::string segment;
  for (std::size_t i = 0; i < end; ++i) {
    const bool escape = pointer[i] == '~' && i + 1 < end;
    if (!escape) {
      segment.push_back(pointer[i]);
    } else {
      segment.push_back(pointer[++i] == '1' ? '/' : '~');
    }
  }
  pointer.remove_prefix(end);
  return segment;
}

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

Position value_of(const YamlPlace& place) {
  return place.node->is_nothing() ? place.key : place.node->position;
}

}  // namespace

YamlPlace follow(const YamlNode& root, std::string_view pointer) {
  YamlPlace place{&root, root.position, true};
  while (pointer.starts_with('/')) {
    const auto next = child(*place.node, take_segment(pointer));
    if (!next) return {place.node, place.key, false};
    place = *next;
  }
  return place;
}

SourceMap::SourceMap(std::shared_ptr<const YamlDocument> document)
    : document_(std::move(document)) {}

std::optional<SourceMap::Place> SourceMap::find(std::string_view pointer) const {
  if (!document_ || !document_->root()) return std::nullopt;
  const auto found = follow(*document_->root(), pointer);
  if (!found.is_exact) return std::nullopt;
  return Place{found.key, value_of(found)};
}

Position SourceMap::place(std::string_view pointer) const {
  if (!document_ || !document_->root()) return {};
  const auto found = follow(*document_->root(), pointer);
  return found.is_exact ? value_of(found) : found.key;
}

std::string child_pointer(std::string_view pointer, std::string_view name) {
  std::string child(pointer);
  child += '/';
  for (const char c : name) {
    if (c == '~') {
      child += "~0";
    } else if (c == '/') {
      child += "~1";
    } else {
      child += c;
    }
  }
  return child;
}

bool is_within(std::string_view pointer, std::string_view root) {
  return pointer.starts_with(root) &&
         (pointer.size() == root.size() || pointer[root.size()] == '/');
}

}  // namespace host
