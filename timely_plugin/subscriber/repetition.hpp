// SPDX-License-Identifier: MIT
#pragma once
// What was read before: rows that come again on a later page, and pages that do not move on.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_set>

namespace timely {

// Keys of the latest records, a bounded number of them.
class SeenKeys {
 public:
  static constexpr std::size_t most = 1u << 18;

  explicit SeenKeys(std::size_t bound = most) : bound_(bound) {}

  // False when it was there already.
  bool add(std::string_view key);

 private:
  std::size_t bound_;
  std::unordered_set<std::string> keys_;
  std::deque<const std::string*> order_; // oldest first; a set's elements stay where they are
};

// Notices a server that answers every page alike.
class RepeatGuard {
 public:
  // Whether `body` is, byte for byte, the page before. A page without rows never is.
  bool repeats(std::string_view body, std::size_t rows);
  // Whether too many pages in a row brought rows but no new one.
  bool is_stuck(std::size_t rows, std::size_t fresh_rows);

 private:
  static constexpr int most_stale_pages = 3;

  std::size_t size_ = 0;
  std::size_t hash_ = 0;
  int stale_pages_ = 0;
};

} // namespace timely
