// SPDX-License-Identifier: MIT
#pragma once
// The catalog of the Singer protocol: what discovery gives, and what a user chose of it.
// https://github.com/singer-io/getting-started, docs/DISCOVERY_MODE.md and docs/SYNC_MODE.md

#include "protocol/stream.hpp"

#include <optional>

namespace host {

// When a record was deleted at its source, as targets know it.
constexpr const char* singer_deleted_at = "_sdc_deleted_at";

// {"streams": [{"tap_stream_id", "stream", "schema", "key_properties", "metadata"}]}
hif::json::Value singer_catalog(const std::vector<Stream>& streams);

// One stream to be synced.
struct SingerChoice {
  const Stream* stream = nullptr;
  hif::json::Value schema;
  std::vector<std::string> key;
  bool full_table = false;                        // from the start, whatever an earlier sync did
  std::vector<std::vector<std::string>> left_out; // fields, each a path of names
};

// Without a catalog: every stream as it is. Streams that the catalog does not list, or that are not
// selected in it, are left out; one without a word on selection is in. Throws Failure (exit 2) for
// a stream that the configuration does not have.
std::vector<SingerChoice> choose_streams(const std::vector<Stream>& streams,
                                         const std::optional<hif::json::Value>& catalog);

} // namespace host
