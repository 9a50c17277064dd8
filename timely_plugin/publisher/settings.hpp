// SPDX-License-Identifier: MIT
#pragma once
// What the configuration of a publisher asks for, resolved against the catalogue.

#include "catalogue/catalogue.hpp"
#include "catalogue/request_builder.hpp"

#include <hif/sdk/package.hpp>

namespace timely {

enum class CreateMode { automatic, once, at_most_once, upsert };

// When gathered rows are sent.
struct BulkLimits {
  std::size_t max_items = 100;
  std::int64_t max_delay_ms = 1000;
};

struct WriteSettings {
  std::shared_ptr<const Catalogue> catalogue; // keeps all entities
  const Entity* entity = nullptr;
  const Entity* update = nullptr; // upsert: changes the record that is found
  const Entity* reader = nullptr; // reads the record that an update or a delete is about, or null
  RequestParameters parameters;   // what every record is laid over
  bool allow_unknown_query = false;
  CreateMode create = CreateMode::automatic;
  std::optional<BulkLimits> bulk; // none: every record by itself
  bool skip_unchanged = false;
  bool check_locks = false;
  std::size_t connections = 1;

  // Creates of this entity may be journaled.
  bool journals() const {
    return entity->method == "POST" && entity->external_id && create != CreateMode::at_most_once;
  }
};

// Throws hif::sdk::ConfigError with everything that is wrong whatever the records hold.
// `values_at_hand`: empty texts are meant as such; else they stand for what another machine knows.
WriteSettings write_settings(const hif::sdk::Creation& creation, bool values_at_hand);

} // namespace timely
