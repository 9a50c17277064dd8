// SPDX-License-Identifier: MIT
#pragma once
// An incoming of the configuration, as a stream of the protocols.

#include "config/configuration.hpp"
#include "package/package_set.hpp"

#include <string>
#include <vector>

namespace host {

struct Stream {
  const IncomingConfig* incoming = nullptr; // lives with its Configuration
  std::string name;
  std::vector<std::string> key; // fields that together tell records apart; empty: not known
  std::string warning;          // why there is no key where one would be expected; may be empty
  std::string cursor;           // field that grows with each change; empty: not known
  bool gives_changes = false;   // a later read gives only what is new or changed since
  bool gives_deletions = false; // and what was deleted since
  hif::json::Value schema;      // JSON Schema of a record, as far as it is known before reading
};

// Those of all incomings, in the order of the configuration. What a stream looks like comes from
// the entity in the package's catalogue; where transformers run on the records, only the key and
// the cursor do.
std::vector<Stream> streams_of(const Configuration& configuration, const PackageSet& packages);

// Null when there is none of that name.
const Stream* find_stream(const std::vector<Stream>& streams, std::string_view name);
std::vector<std::string> names_of(const std::vector<Stream>& streams);

} // namespace host
