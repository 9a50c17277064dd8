// SPDX-License-Identifier: MIT
#pragma once
// What the configuration of a subscriber asks for, resolved against the catalogue.

#include "catalogue/catalogue.hpp"
#include "catalogue/request_builder.hpp"
#include "subscriber/incremental_settings.hpp"

#include <hif/sdk/package.hpp>

namespace timely {

struct ForEach;

struct ReadSettings {
  std::shared_ptr<const Catalogue> catalogue; // keeps `entity` and `paging`
  const Entity* entity = nullptr;
  RequestParameters parameters;   // with the page size and, when paged, the steady order
  Answer answer;                  // the form that the parameters lead to
  const Paging* paging = nullptr; // null: everything comes in one answer
  std::int64_t page_size = 0;
  std::int64_t first_position = 0;
  bool sorted_by_key = false; // the request asks for the order of the record key
  bool steady_order = false;  // it asks for an order in which records keep their places
  std::optional<std::uint64_t> max_pages;
  std::optional<std::size_t> prefetch;
  std::optional<Incremental> incremental; // only what changed is wanted
  std::vector<std::string> warnings;
  // Of all that decides what the pages hold; of changes, what the records can be.
  std::string params_hash;
  // Not null: the entity is read for each record of another, which completes the parameters.
  std::shared_ptr<const ForEach> for_each;

  // The first row that is wanted, counted from 0; for paged lists.
  std::int64_t first_row() const;
  // The request for `size` records at `position`.
  hif::sdk::Request request_at(std::int64_t position, std::int64_t size) const;
};

// Throws hif::sdk::ConfigError with everything that is wrong. `values_at_hand`: empty texts are
// meant as such; else they stand for what another machine knows.
ReadSettings read_settings(const hif::sdk::Creation& creation, bool values_at_hand);

// The parts of that. `config` is the configuration, or one of the same form for another entity.
const Entity& find_entity(const hif::sdk::Creation& creation, const json::Value& config);
ReadSettings read_entity(const hif::sdk::Creation& creation, const json::Value& config,
                         RequestParameters parameters, bool values_at_hand);
// Whether an option is there and not false.
bool is_on(const json::Value* value);
// 64 bits as hexadecimal digits.
std::string hash_of(std::string_view text);

} // namespace timely
