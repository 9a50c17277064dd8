// SPDX-License-Identifier: MIT
#pragma once
// What the answer to a gathered request says of each row.

#include "catalogue/entity.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace timely {

// Why a row was not carried out, in the vendor's words.
struct RowError {
  std::optional<std::size_t> index; // of the row; empty: not said
  std::string id;                   // of the record; empty: not said
  std::string text;
  json::Object fields; // field → list of texts
};

struct BulkAnswer {
  std::vector<std::string> ids; // of what was carried out, in the order of the rows
  std::vector<RowError> errors;
  bool later = false; // a job carries the rows out, or the rest of them
};

// Takes every shape in which errors name their rows: `{"index": 1, …}` in a list, a list with an
// entry for each of the `rows`, an object by index. Empty when the body is not the answer to such a
// request.
std::optional<BulkAnswer> read_bulk_answer(std::string_view body, const Bulk& bulk,
                                           std::size_t rows);

} // namespace timely
