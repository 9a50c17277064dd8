// SPDX-License-Identifier: MIT
#pragma once
// Where the next page begins, and when the last one has come.

#include "catalogue/entity.hpp"

#include <cstdint>

namespace timely {

// The server may give fewer rows than asked without saying so. So a page counts as the last one
// only when it is empty, or shorter than asked and shorter than a page that came before it: after
// a first page that is short, one more is always asked for.
class PageCursor {
 public:
  PageCursor() = default;
  PageCursor(PagingStyle style, std::int64_t first, std::int64_t asked)
      : style_(style), position_(first), asked_(asked) {}

  // Number of the next page, or records to skip before it.
  std::int64_t position() const { return position_; }
  bool ended() const { return ended_; }

  // Moves on behind a page of `rows` raw rows.
  void take(std::int64_t rows);
  // Nothing more is there, whatever the page's length says.
  void end() { ended_ = true; }

 private:
  PagingStyle style_ = PagingStyle::none;
  std::int64_t position_ = 0;
  std::int64_t asked_ = 0;
  std::int64_t largest_ = 0; // most rows a page had
  bool ended_ = false;
};

} // namespace timely
