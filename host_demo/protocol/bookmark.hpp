// SPDX-License-Identifier: MIT
#pragma once
// How far a stream has come, as the state of both protocols carries it.

#include <hif/sdk/json.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace host {

struct Bookmark {
  std::string checkpoint; // of the package; empty: the start
  bool complete = false;  // the stream was read to its end
  // What belongs to the checkpoint besides (ext/checkpoint_parts.h), by name.
  std::map<std::string, std::string, std::less<>> parts;
};

// {"checkpoint" or "checkpoint_base64", "complete", "parts": {NAME: {"value" or "value_base64"}}}
hif::json::Value to_json(const Bookmark& bookmark);
// Throws Failure (exit 2) when it is none, under the name of its stream.
Bookmark read_bookmark(const hif::json::Value& json, const std::string& stream);

// How often a state is written: behind every batch while it is small; a large one, which carries
// parts, now and then, so that the states do not outweigh the records. The last one is always due.
class StatePace {
 public:
  bool is_due(const Bookmark& bookmark);

 private:
  std::int64_t written_at_ns_ = 0;
};

} // namespace host
