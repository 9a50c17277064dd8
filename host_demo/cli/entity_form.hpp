// SPDX-License-Identifier: MIT
#pragma once
// What an entity of a catalogue takes, for people.

#include "package/catalogue.hpp"

#include <string>

namespace host {

// Its request, and tables of the path and query parameters and the fields of the body.
std::string describe_entity(const Entity& entity);

} // namespace host
