// SPDX-License-Identifier: MIT
#pragma once
// A nested record as one flat row, as README.md describes it.

#include <hif/sdk/json.hpp>

#include <cstddef>
#include <string>

namespace timely::flatten {

enum class Lists {
  index, // a column for each element
  join,  // one text of all elements
  json,  // its JSON as text
};

struct Layout {
  std::string separator = ".";
  Lists lists = Lists::json;
  std::string join_with = ", ";
  std::size_t depth = 0; // levels that are taken apart
  std::string prefix;
  bool null_on_collision = false; // the column becomes null instead
};

// The most bytes that the names of one row's columns take, together.
constexpr std::size_t most_name_bytes = std::size_t{16} * 1024 * 1024;

// Whether the row of `record` is the record itself.
bool is_flat(const hif::json::Object& record, const Layout& layout);

// The row. Throws Error HIF_INVALID_ARGUMENT where two values come to one column,
// HIF_RESOURCE_EXHAUSTED where the names are too long.
hif::json::Object row_of(const hif::json::Object& record, const Layout& layout);

} // namespace timely::flatten
