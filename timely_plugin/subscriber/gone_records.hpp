// SPDX-License-Identifier: MIT
#pragma once
// Records that a list does not have any more, asked for one by one.

#include "subscriber/page_source.hpp"
#include "subscriber/record_fields.hpp"
#include "subscriber/settings.hpp"

#include <vector>

namespace timely {

// What became of a record.
struct LookedUp {
  enum class State { there, gone, withheld } state;
  std::shared_ptr<const Page> page; // with the record, where the vendor gave it; else null
};

// What it is made from must outlive it. One thread.
class GoneRecords {
 public:
  // `single`: reads one record of what `settings` reads.
  GoneRecords(const ReadSettings& settings, const Entity& single, const hif::sdk::Client& client,
              Fetcher& fetcher);

  // Of each key. 404 and 410 are gone, and so is a record that says `deleted: true`; 403 tells
  // nothing. Several requests at a time. Throws hif::sdk::Error.
  std::vector<LookedUp> look_up(const hif::sdk::Call& call, const std::vector<std::string>& keys);

  // `{"id": key}`, with the names of the record key.
  std::string key_record(std::string_view key) const;

 private:
  hif::sdk::Request request_for(std::string_view key) const;
  LookedUp state_of(const hif::sdk::Call& call, Fetcher::Asked& asked);

  const ReadSettings& settings_;
  const Entity& single_;
  PageSource source_;
  RecordFields fields_;
};

} // namespace timely
