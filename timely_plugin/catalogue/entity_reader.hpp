// SPDX-License-Identifier: MIT
#pragma once
// From the catalogue's JSON to entities.

#include "catalogue/entity.hpp"

namespace timely {

// The entities of a catalogue of version 1. Throws hif::sdk::Error HIF_INVALID_ARGUMENT that names
// the entity and what is wrong with it.
std::vector<Entity> read_entities(const json::Value& catalogue);
// Where it tells time zones, in the order to ask in. Throws the same.
std::vector<ZoneSource> read_zone_sources(const json::Value& catalogue);

// The directories of the same catalogue, over those entities. Throws as well.
std::vector<Directory> read_directories(const json::Value& catalogue,
                                        const std::vector<Entity>& entities);

} // namespace timely
