// SPDX-License-Identifier: MIT
#pragma once
// What the configuration of a publisher asks for, resolved against the catalogue.

#include "catalogue/catalogue.hpp"
#include "catalogue/request_builder.hpp"

#include <hif/sdk/package.hpp>

namespace timely {

struct WriteSettings {
  std::shared_ptr<const Catalogue> catalogue; // keeps `entity`
  const Entity* entity = nullptr;
  RequestParameters parameters; // what every record is laid over
  bool allow_unknown_query = false;
};

// Throws hif::sdk::ConfigError with everything that is wrong whatever the records hold.
// `values_at_hand`: empty texts are meant as such; else they stand for what another machine knows.
WriteSettings write_settings(const hif::sdk::Creation& creation, bool values_at_hand);

} // namespace timely
