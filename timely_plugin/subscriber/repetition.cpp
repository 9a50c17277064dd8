// SPDX-License-Identifier: MIT
#include "subscriber/repetition.hpp"

#include <functional>

namespace timely {

bool SeenKeys::add(std::string_view key) {
  const auto [at, added] = keys_.emplace(key);
  if (!added) return false;
  order_.push_back(&*at);
  if (order_.size() > bound_) {
    keys_.erase(keys_.find(*order_.front()));
    order_.pop_front();
  }
  return true;
}

bool RepeatGuard::repeats(std::string_view body, std::size_t rows) {
  const auto hash = std::hash<std::string_view>()(body);
  const bool same = rows > 0 && body.size() == size_ && hash == hash_;
  size_ = rows > 0 ? body.size() : 0;
  hash_ = hash;
  return same;
}

bool RepeatGuard::is_stuck(std::size_t rows, std::size_t fresh_rows) {
  stale_pages_ = rows > 0 && fresh_rows == 0 ? stale_pages_ + 1 : 0;
  return stale_pages_ >= most_stale_pages;
}

} // namespace timely
