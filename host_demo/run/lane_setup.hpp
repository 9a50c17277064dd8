// SPDX-License-Identifier: MIT
#pragma once
// How many lanes an outgoing has in a run, and by which key. A run that was not brought to its end
// keeps its lanes for the next one: what a publisher remembers of records that were under way is
// kept apart by lane, and must meet them again.

#include "config/configuration.hpp"
#include "services/host_object.hpp"
#include "services/log.hpp"

#include <cstdint>
#include <string>

namespace host {

struct LaneSetup {
  std::uint64_t lanes = 1;
  std::string key;
  bool operator==(const LaneSetup&) const = default;
};

// As the last run left it behind, else as configured. Throws std::runtime_error when the store
// fails; so do the others.
LaneSetup find_lanes(StateKeeper& state, Log& log, const std::string& route,
                     const OutgoingConfig& outgoing);
// Notes that they are in use.
void begin_lanes(StateKeeper& state, const std::string& route, const std::string& outgoing,
                 const LaneSetup& setup);
// The run came to its end.
void end_lanes(StateKeeper& state, const std::string& route, const std::string& outgoing);

} // namespace host
