// SPDX-License-Identifier: MIT
#pragma once
// A tap of the Singer protocol: https://github.com/singer-io/getting-started, docs/SPEC.md.

#include "protocol/emit.hpp"
#include "protocol/singer_catalog.hpp"
#include "run/objects.hpp"
#include "services/log.hpp"

namespace host {

// Writes SCHEMA, RECORD and STATE messages of the chosen streams, one stream after another: a
// SCHEMA before the records that it describes and anew whenever records turn out to be wider, a
// STATE behind each batch that has a position. `state` is the value of an earlier STATE, or null;
// what it says of other streams is kept. A stream that fails is logged and does not stop the
// others. Gives the gravest exit code; Exit::interrupted at once when the user asks to stop. Throws
// Failure when `emit` does, or when `state` is none that hif wrote.
int sync_singer(const std::vector<SingerChoice>& choices, hif::json::Value state, Objects& objects,
                Log& log, const Emit& emit);

} // namespace host
