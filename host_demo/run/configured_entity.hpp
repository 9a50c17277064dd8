// SPDX-License-Identifier: MIT
#pragma once
// The entity that the config of an incoming or outgoing is about.

#include "package/package.hpp"

namespace host {

// By its fields "entity" and "method". Null where the prototype has no entities, or `config` names
// none of them.
const Entity* configured_entity(const Prototype& prototype, const hif::json::Value& config);

} // namespace host
