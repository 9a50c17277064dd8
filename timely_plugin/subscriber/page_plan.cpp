// SPDX-License-Identifier: MIT
#include "subscriber/page_plan.hpp"

#include <algorithm>

namespace timely {
namespace {

// Sizes tried below the one wanted: enough to find one that wastes little, few enough to cost
// nothing.
constexpr std::int64_t most_tries = 512;

// Rows behind `end` that pages of `size` reach when one of them holds row `end` - 1.
std::int64_t reach(std::int64_t end, std::int64_t size) {
  return ((end - 1) / size + 1) * size - end;
}

} // namespace

Range PagePlan::at(std::int64_t begin, std::int64_t size) const {
  return {begin, size, style_ == PagingStyle::page ? begin / size + first_ : begin + first_};
}

Range PagePlan::over(std::int64_t end, std::int64_t size, std::int64_t longest) const {
  if (style_ == PagingStyle::page) return over_pages(end, size, longest);
  if (std::max(size, longest) < 2) return {};
  return at(end - 1, std::max<std::int64_t>(size, 2));
}

Range PagePlan::over_pages(std::int64_t end, std::int64_t size, std::int64_t longest) const {
  std::int64_t best = size, best_reach = 0;
  for (auto tried = size; tried > std::max<std::int64_t>(size - most_tries, 0); --tried) {
    if (tried - 1 <= best_reach) break; // no smaller one can reach further
    if (const auto rows = reach(end, tried); rows > best_reach) {
      best = tried;
      best_reach = rows;
    }
  }
  const auto enough = std::max<std::int64_t>(size / 2, 1);
  for (auto tried = size + 1; best_reach < enough && tried <= longest; ++tried) {
    if (const auto rows = reach(end, tried); rows > best_reach) {
      best = tried;
      best_reach = rows;
    }
  }
  if (best_reach == 0) return {};
  return at((end - 1) / best * best, best);
}

} // namespace timely
