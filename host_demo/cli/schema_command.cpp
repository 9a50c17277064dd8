// SPDX-License-Identifier: MIT
// schema: one JSON Schema for editors, with the forms of the packages that are found.

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "config/editor_schema.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace host {
namespace {

// Titles, and ids for those that have the title of another method's.
std::vector<std::string> entity_names(const PackageSet& packages, std::string_view id) {
  std::vector<std::string> names;
  const auto* prototype = packages.look_up(id);
  if (!prototype || prototype->entities().empty()) return names;
  const auto entities = prototype->catalogue().side(prototype->entities());
  for (const auto* entity : entities)
    if (std::ranges::find(names, entity->title) == names.end()) names.push_back(entity->title);
  for (const auto* entity : entities) names.push_back(entity->id);
  return names;
}

int print_schema(Environment& environment) {
  auto& packages = environment.packages();
  const auto schema = editor_schema(
      environment.prototypes(), [&](std::string_view id) { return entity_names(packages, id); });
  write_out(hif::json::print(schema, 2) + "\n");
  return Exit::done;
}

} // namespace

void add_schema(Commands& commands) {
  commands.add("schema", "the JSON Schema of a configuration, for editors", print_schema,
               "hif schema > hif.schema.json\n"
               "hif --plugin-dir plugins schema > hif.schema.json");
}

} // namespace host
