// SPDX-License-Identifier: MIT
#include "text/line_diff.hpp"

#include <algorithm>

namespace host {
namespace {

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// By the lengths of the longest common subsequences of all their ends.
void diff_middle(const Lines& a, const Lines& b, std::vector<DiffLine>& out) {
  constexpr std::size_t most_cells = 4'000'000;
  const auto width = b.size() + 1;
  if (a.size() * b.size() > most_cells) {
    for (const auto line : a) out.push_back({DiffLine::Kind::removed, line});
    for (const auto line : b) out.push_back({DiffLine::Kind::added, line});
    return;
  }
  std::vector<std::uint32_t> common((a.size() + 1) * width);
  for (std::size_t i = a.size(); i-- > 0;)
    for (std::size_t j = b.size(); j-- > 0;)
      common[i * width + j] =
          a[i] == b[j] ? common[(i + 1) * width + j + 1] + 1
                       : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      out.push_back({DiffLine::Kind::same, a[i]});
      ++i, ++j;
    } else if (j == b.size() ||
               (i < a.size() && common[(i + 1) * width + j] >= common[i * width + j + 1])) {
      out.push_back({DiffLine::Kind::removed, a[i++]});
    } else {
      out.push_back({DiffLine::Kind::added, b[j++]});
    }
  }
}

} // namespace

std::vector<DiffLine> diff_lines(std::string_view before, std::string_view after) {
  auto a = lines_of(before), b = lines_of(after);
  std::vector<DiffLine> out;
  const auto shorter = std::min(a.size(), b.size());
  std::size_t start = 0, end = 0;
  while (start < shorter && a[start] == b[start]) ++start;
  while (end < shorter - start && a[a.size() - 1 - end] == b[b.size() - 1 - end]) ++end;
  for (std::size_t i = 0; i < start; ++i) out.push_back({DiffLine::Kind::same, a[i]});
  const auto middle = [&](const Lines& lines) {
    return Lines(lines.begin() + static_cast<std::ptrdiff_t>(start),
                 lines.end() - static_cast<std::ptrdiff_t>(end));
  };
  diff_middle(middle(a), middle(b), out);
  for (auto i = a.size() - end; i < a.size(); ++i) out.push_back({DiffLine::Kind::same, a[i]});
  return out;
}

std::string print_diff(const std::vector<DiffLine>& lines, bool coloured, std::string_view indent) {
  std::string text;
  for (const auto& [kind, line] : lines) {
    const bool same = kind == DiffLine::Kind::same;
    const bool removed = kind == DiffLine::Kind::removed;
    text += indent;
    if (coloured && !same) text += removed ? "\033[31m" : "\033[32m";
    text += same ? "  " : removed ? "- " : "+ ";
    text += line;
    if (coloured && !same) text += "\033[0m";
    text += '\n';
  }
  return text;
}

} // namespace host
