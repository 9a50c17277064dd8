// SPDX-License-Identifier: MIT
#pragma once
// What the configuration of a timely.lookup asks for, resolved against the catalogue.

#include "catalogue/catalogue.hpp"
#include "catalogue/request_builder.hpp"
#include "record/each_record.hpp"
#include "transformer/path.hpp"

#include <hif/sdk/package.hpp>

namespace timely::lookup {

enum class OnMiss { fail, null, skip, instead };

// One thing that is looked up.
struct Lookup {
  // A field of the records that are searched, and where the record at hand has its value.
  struct Key {
    std::string field;
    Path path;
    bool ignore_case = false;
  };

  std::size_t number = 0; // from 1
  const Directory* directory = nullptr;
  std::vector<Key> keys;   // a record is found when it has the values of all; at least one
  std::vector<When> where; // field → the value that it must have besides
  std::string give;        // field of the record found
  Path into;               // its captures are those of the first key's path
  OnMiss on_miss = OnMiss::fail;
  std::string instead; // JSON, of OnMiss::instead
  json::Object query;  // of the request that reads the list

  std::string name() const; // `lookup 1 (project by name)`
  std::string pointer() const;
};

struct Settings {
  std::shared_ptr<const Catalogue> catalogue; // keeps the directories
  std::vector<Lookup> lookups;
  json::Object path; // parameters of the requests
  std::int64_t cache_seconds = 600;
  std::uint64_t max_records = 100'000;
  record::OnError on_error = record::OnError::fail;
};

// Throws hif::sdk::ConfigError with everything that is wrong. `values_at_hand`: empty texts are
// meant as such; else they stand for what another machine knows.
Settings read_settings(const hif::sdk::Creation& creation, bool values_at_hand);

// What the request that reads the list of `lookup` is made from.
RequestParameters request_parameters(const Lookup& lookup, const json::Object& path);

} // namespace timely::lookup
