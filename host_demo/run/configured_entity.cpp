// SPDX-License-Identifier: MIT
#include "run/configured_entity.hpp"

namespace host {

const Entity* configured_entity(const Prototype& prototype, const hif::json::Value& config) {
  if (prototype.entities().empty()) return nullptr;
  const auto text = [&](std::string_view field) {
    const auto* value = config.find(field);
    return value && value->is_string() ? std::string_view(value->as_string()) : std::string_view();
  };
  if (text("entity").empty()) return nullptr;
  return prototype.catalogue().look_up(prototype.entities(), text("entity"), text("method"));
}

} // namespace host
