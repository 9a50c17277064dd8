// SPDX-License-Identifier: MIT
#pragma once
// for_each: an entity that is read once for every record of another one, the outer entity.
// README.md, "For each record of another".

#include "subscriber/settings.hpp"

#include <optional>
#include <string>
#include <vector>

namespace timely {

struct ForEach {
  // A field of an outer record, by the names on the way to it.
  using Path = std::vector<std::string>;
  // Where its value goes in the inner request.
  struct Into {
    enum class Part { path, query, payload } part;
    std::string name;
    Path from;
    std::string written; // "path.user_id", as in the configuration
  };
  // A field that every inner record gets.
  struct Add {
    std::string name;
    Path from;
  };

  ReadSettings outer;
  std::vector<Into> into;
  std::vector<Add> add;
  std::size_t concurrency = 1;
  bool allow_unknown_query = false;

  // The inner request parameters for an outer record; empty where a field is null, so that there is
  // nothing to read. Throws hif::sdk::Error HIF_INVALID_ARGUMENT when a field is missing, or its
  // value does not fit where it goes.
  std::optional<RequestParameters> fill(const ReadSettings& inner, const json::Value& record) const;
};

// The configuration with "for_each", whose settings are those of the inner entity. Throws
// hif::sdk::ConfigError with everything that is wrong.
ReadSettings read_for_each(const hif::sdk::Creation& creation, bool values_at_hand);

} // namespace timely
