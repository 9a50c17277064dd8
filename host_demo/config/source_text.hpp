// SPDX-License-Identifier: MIT
#pragma once
// A text by lines and columns.

#include "config/problem.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host {

class SourceText {
 public:
  // A byte order mark is left out.
  explicit SourceText(std::string text);

  const std::string& text() const { return text_; }
  // Where line `line` (from 0) has its byte `byte` (from 0).
  Position position(std::size_t line, std::size_t byte) const;
  Position position(std::size_t offset) const;
  // The text from there on.
  std::string_view from(std::size_t line, std::size_t byte) const;
  // The line without its end.
  std::string_view line(std::size_t line) const;

  // Offset of the first byte that is no UTF-8, or is a control character that YAML forbids.
  std::optional<std::size_t> first_foreign_byte() const;

 private:
  std::size_t offset_of(std::size_t line, std::size_t byte) const;

  std::string text_;
  std::vector<std::size_t> lines_;
  // Where the last position was, so that going on along a long line is cheap.
  struct Cursor {
    std::size_t line = 0, byte = 0;
    std::uint32_t column = 1;
  };
  mutable Cursor cursor_;
};

} // namespace host
