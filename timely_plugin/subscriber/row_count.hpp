// SPDX-License-Identifier: MIT
#pragma once
// How long a list is, and what reading it costs. The vendor gives no totals, so the end is looked
// for by requests for one row each.

#include "subscriber/page_source.hpp"
#include "subscriber/settings.hpp"

#include <optional>

namespace timely {

struct RowCount {
  std::int64_t at_least = 0, at_most = 0; // rows of the whole list
};

// The rows of a paged list, to `within` rows or a fiftieth. `from`: rows that need not be looked
// at. Within a page, that is two requests for a list of one page, and about two more each time that
// it is twice as long. Empty when the server gives more rows than it is asked for. Throws
// hif::sdk::Error.
std::optional<RowCount> count_rows(const ReadSettings& settings, PageSource& source,
                                   const hif::sdk::Call& call, std::int64_t from,
                                   std::int64_t within);

struct ListCost {
  std::int64_t pages = 0;    // of the size that is asked for
  std::int64_t requests = 0; // with those that overlap, and the one that sees the end
};

// What ListReader needs for rows `from` to `rows`, while nothing changes.
ListCost cost_of_list(const ReadSettings& settings, std::int64_t from, std::int64_t rows);

} // namespace timely
