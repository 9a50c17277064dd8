// SPDX-License-Identifier: MIT
#pragma once
// From the catalogue's JSON to what it describes. All throw std::runtime_error that says what is
// wrong.

#include "catalogue/entity.hpp"

#include <functional>
#include <string_view>

namespace timely {

// `json` may have more than the head, and need not.
EntityHead read_head(const json::Value& json);
Entity read_entity(const json::Value& json);

// Where a catalogue tells time zones, in the order to ask in, from its "time_zone".
std::vector<ZoneSource> read_zone_sources(const json::Value& list);

// From its "directories". `entity_of` gives the entity of an id that a GET reads, or null.
std::vector<Directory>
read_directories(const json::Value& list,
                 const std::function<const Entity*(std::string_view id)>& entity_of);

} // namespace timely
