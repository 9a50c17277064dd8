// SPDX-License-Identifier: MIT
#pragma once
// Which part of a list to ask for next, so that it overlaps what was read before.

#include "catalogue/entity.hpp"

#include <cstdint>

namespace timely {

// A request for `size` rows from row `begin` on, counted from 0. `position` is the parameter that
// says so: rows to skip, or the number of a page.
struct Range {
  std::int64_t begin = 0;
  std::int64_t size = 0;
  std::int64_t position = 0;
  std::int64_t end() const { return begin + size; }
  bool operator==(const Range&) const = default;
};

// Lists by offset begin where they like. A list by pages begins at multiples of the size: there a
// page overlaps the one before it by being a little smaller, so that its multiples fall elsewhere.
class PagePlan {
 public:
  PagePlan() = default;
  // `first`: the position of row 0.
  PagePlan(PagingStyle style, std::int64_t first) : style_(style), first_(first) {}

  // Rows `begin` to `begin` + `size`, where the list can be asked for them: by pages, `begin` is a
  // multiple of the size.
  Range at(std::int64_t begin, std::int64_t size) const;
  // The range of about `size` rows that holds row `end` - 1 and reaches furthest behind it. Where a
  // good one is not to be had, as with sizes below ten, it may have up to `longest`. Size 0: there
  // is none.
  Range over(std::int64_t end, std::int64_t size, std::int64_t longest) const;

 private:
  Range over_pages(std::int64_t end, std::int64_t size, std::int64_t longest) const;

  PagingStyle style_ = PagingStyle::none;
  std::int64_t first_ = 0;
};

} // namespace timely
