// SPDX-License-Identifier: MIT
#include "subscriber/page_cursor.hpp"

#include <algorithm>

namespace timely {

void PageCursor::take(std::int64_t rows) {
  ended_ = style_ == PagingStyle::none || rows == 0 || rows < std::min(asked_, largest_);
  largest_ = std::max(largest_, rows);
  position_ += style_ == PagingStyle::offset ? rows : 1;
}

} // namespace timely
