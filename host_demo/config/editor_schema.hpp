// SPDX-License-Identifier: MIT
#pragma once
// One JSON Schema for the whole of a configuration, for editors.

#include "config/prototype_lookup.hpp"

#include <hif/sdk/json.hpp>

#include <functional>
#include <string>
#include <vector>

namespace host {

// Names of entities that a form's field marked "x-entities" may hold, by prototype.
using EntityNames = std::function<std::vector<std::string>(std::string_view prototype)>;

// The form of a configuration with the forms of all good prototypes put in where `config` stands.
// Self-contained (draft-07). Where a form asks for a number or a boolean, a ${…} is allowed as
// well. What an editor cannot know (does that client exist?) `hif check` says.
hif::json::Value editor_schema(const PrototypeLookup& prototypes, const EntityNames& entities);

} // namespace host
