// SPDX-License-Identifier: MIT
#include "run/settled_numbers.hpp"

#include <algorithm>
#include <iterator>

namespace host {

SettledNumbers::SettledNumbers(const OutgoingPosition& kept) : in_a_row_(kept.settled) {
  for (const auto& range : kept.behind) add(range.first, range.count);
}

void SettledNumbers::add(std::uint64_t first, std::uint64_t count) {
  auto end = first + count;
  if (end <= in_a_row_ || count == 0) return;
  if (first > in_a_row_) {
    auto next = behind_.upper_bound(first);
    if (next != behind_.begin() && std::prev(next)->second >= first) {
      --next;
      first = next->first;
    }
    while (next != behind_.end() && next->first <= end) {
      end = std::max(end, next->second);
      next = behind_.erase(next);
    }
    behind_.emplace(first, end);
    return;
  }
  in_a_row_ = end;
  while (!behind_.empty() && behind_.begin()->first <= in_a_row_) {
    in_a_row_ = std::max(in_a_row_, behind_.begin()->second);
    behind_.erase(behind_.begin());
  }
}

bool SettledNumbers::contains(std::uint64_t number) const {
  if (number < in_a_row_) return true;
  const auto next = behind_.upper_bound(number);
  return next != behind_.begin() && number < std::prev(next)->second;
}

void SettledNumbers::cut(std::uint64_t end) {
  in_a_row_ = std::min(in_a_row_, end);
  behind_.erase(behind_.lower_bound(end), behind_.end());
  if (!behind_.empty()) {
    auto& last = std::prev(behind_.end())->second;
    last = std::min(last, end);
  }
}

void SettledNumbers::keep(std::uint64_t base, OutgoingPosition& kept) const {
  kept.settled = std::max(in_a_row_, base) - base;
  kept.behind.clear();
  for (const auto& [first, end] : behind_) {
    if (end <= base) continue;
    const auto from = std::max(first, base);
    kept.behind.push_back({from - base, end - from});
  }
}

} // namespace host
