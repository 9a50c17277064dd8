// SPDX-License-Identifier: MIT
#pragma once
// What the configuration has to know of prototypes, and no more.

#include <hif/sdk/json.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host {

struct PrototypeFacts {
  std::string kind;                       // "client", "subscriber", "publisher", "transformer"
  const hif::json::Value* form = nullptr; // outlives the reading; null: anything goes
  std::vector<std::string> clients;       // client prototypes it works over; empty: takes none
  std::string refusal;                    // why its package is refused; empty: it is good
};

struct PrototypeLookup {
  // Nothing when there is no such prototype. Must be set.
  std::function<std::optional<PrototypeFacts>(std::string_view id)> find;
  std::vector<std::string> ids; // all that are good, for "did you mean"
};

} // namespace host
