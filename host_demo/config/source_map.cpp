// SPDX-License-Identifier: MIT
#include "config/source_map.hpp"

#include "config/yaml_document.hpp"

namespace host {

namespace {

Position value_of(const YamlPlace& place) {
  return place.node->is_nothing() ? place.key : place.node->position;
}

} // namespace

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

} // namespace host
