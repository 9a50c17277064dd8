// SPDX-License-Identifier: MIT
#pragma once
// Many records in one request, where the vendor has one that takes them.

#include "catalogue/catalogue.hpp"
#include "publisher/draft.hpp"

#include <span>

namespace timely {

// A draft and how it stands in the gathered request.
struct Row {
  Draft* draft;
  std::string json;
  std::string id; // of the record that it is about; empty for a create
};

// How drafts of one entity are gathered. Refers to the catalogue, which outlives it.
class BulkForm {
 public:
  // `entity` has a bulk. Throws hif::sdk::Error when the catalogue contradicts itself.
  BulkForm(const Catalogue& catalogue, const Entity& entity);

  // Empty when the draft says something that a row cannot say.
  std::optional<Row> row_of(Draft& draft) const;
  // Where the gathered request goes: rows with the same target can share one.
  std::string target_of(const Row& row) const;
  // At least one row, all with the same target.
  hif::sdk::Request request(std::span<const Row> rows) const;

  const Bulk& bulk() const { return *entity_.bulk; }
  const Entity& entity() const { return entity_; }

 private:
  bool path_fits(const Draft& draft, const json::Object& fields) const;

  const Entity& entity_;
  const Entity* gathered_;
  const Field* list_ = nullptr;
};

} // namespace timely
