// SPDX-License-Identifier: MIT
#pragma once
// The records of a list, read when they are first needed and kept for a while.

#include "catalogue/entity.hpp"

#include <hif/sdk/package.hpp>

#include <vector>

namespace timely::lookup {

// Of the fields that are wanted, in their order; null where the record has none.
using Row = std::vector<json::Value>;

// One thread at a time.
class CachedList {
 public:
  struct Source {
    std::string entity; // catalogue id
    json::Object path, query;
    std::string descend; // field that nests further records; may be empty
  };

  // `base`: the host, the client and the package that the transformer was made with.
  CachedList(const hif::sdk::Creation& base, const Source& source, std::uint64_t max_records);

  // The place of a field in every row. To be asked for before the first read.
  std::size_t column(const std::string& field);

  // Reads the whole list unless it was read in the last `age_s` seconds. What was counted goes to
  // `call`. Throws hif::sdk::Error as a subscriber does, and HIF_RESOURCE_EXHAUSTED when there are
  // more records than are allowed; what was read before stays.
  void read(const hif::sdk::Call& call, std::int64_t age_s);

  // Asks for its first record alone. Throws as read() does.
  json::Value probe(const hif::sdk::Call& call) const;

  const std::vector<Row>& rows() const { return rows_; }
  // How often it was read; 0: not yet.
  std::uint64_t generation() const { return generation_; }

 private:
  std::vector<Row> read_rows(const hif::sdk::Call& call) const;
  void add(const json::Value& record, std::vector<Row>& rows) const;

  hif::sdk::Creation reading_; // of the subscriber
  std::string descend_;
  std::uint64_t max_records_;
  std::vector<std::vector<std::string>> fields_; // each as its parts
  std::vector<Row> rows_;
  std::uint64_t generation_ = 0;
  std::int64_t read_at_ns_ = 0;
};

} // namespace timely::lookup
