// SPDX-License-Identifier: MIT
#pragma once
// One record that passed its checks, on its way to the vendor.

#include "catalogue/request_builder.hpp"
#include "publisher/outcome.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace timely {

struct Draft {
  std::uint64_t index = 0; // the record's number since open()
  const Entity* entity = nullptr;
  RequestParameters parameters;
  hif::sdk::Request request;  // that sends it by itself
  std::string external_id;    // empty: it has none, or the entity does not know of any
  std::string order_key;      // drafts with the same one are sent one after another; empty: none
  std::optional<Found> found; // the record that is changed or deleted, where it was read
  bool journaled = false;     // an intent of it is kept while it is on its way
  std::optional<Outcome> outcome;
};

// The draft of `parameters`, which have passed check_request().
Draft make_draft(const Entity& entity, RequestParameters parameters, std::uint64_t index);

// 32 hexadecimal digits that tell one request from another: method, target and body.
std::string digest_of(const hif::sdk::Request& request);

} // namespace timely
