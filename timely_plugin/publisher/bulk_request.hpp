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
  std::string json; // empty: the fields of the draft's own body
  std::string id;   // of the record that it is about; empty for a create

  std::string_view text() const {
    if (!json.empty()) return json;
    return std::string_view(draft->request.body)
        .substr(draft->plain->inside_at, draft->plain->inside_size);
  }
};

// How drafts of one entity are gathered. Refers to the catalogue, which outlives it. Its plain
// drafts are all of one PlainRecords. A draft goes through row_of() on one thread; after that, any
// thread.
class BulkForm {
 public:
  // `entity` has a bulk. Throws hif::sdk::Error when the catalogue contradicts itself.
  BulkForm(const Catalogue& catalogue, const Entity& entity);

  // Empty when the draft says something that a row cannot say.
  std::optional<Row> row_of(Draft& draft) const;
  // Where the gathered request goes: rows with the same target can share one.
  std::string target_of(const Draft& draft) const;
  // At least one row, all with the same target.
  hif::sdk::Request request(std::span<const Row> rows) const;

  const Bulk& bulk() const { return *entity_.bulk; }
  const Entity& entity() const { return entity_; }

 private:
  // What all plain drafts have in common.
  struct Plain {
    bool fits;            // their path is found again in the gathered request
    std::uint64_t fields; // that a row may have
    std::string target;
  };

  bool path_fits(const Draft& draft, const json::Object& fields) const;
  const Plain& plain(const Draft& draft) const;
  std::string target_of_path(const json::Object& path) const;

  const Entity& entity_;
  const Entity* gathered_;
  const Field* list_ = nullptr;
  mutable std::optional<Plain> plain_;
};

} // namespace timely
