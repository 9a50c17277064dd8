// SPDX-License-Identifier: MIT
#pragma once
// What changed between two texts, line by line.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace host {

struct DiffLine {
  enum class Kind { same, removed, added };
  Kind kind;
  std::string_view text; // lies in the text it came from
};

// The fewest lines removed and added that make `after` of `before`; for texts of thousands of
// lines all that lies between their common start and end.
std::vector<DiffLine> diff_lines(std::string_view before, std::string_view after);

// A line each: "  same", "- removed", "+ added"; removed ones red and added ones green when
// `coloured`.
std::string print_diff(const std::vector<DiffLine>& lines, bool coloured,
                       std::string_view indent = {});

} // namespace host
