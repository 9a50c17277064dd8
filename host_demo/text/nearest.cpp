// SPDX-License-Identifier: MIT
#include "text/nearest.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace host {
namespace {

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool begins_with(std::string_view text, std::string_view beginning) {
  return beginning.size() >= 3 && beginning.size() <= text.size() &&
         edit_distance(text.substr(0, beginning.size()), beginning) == 0;
}

} // namespace

// Optimal string alignment (Damerau 1964), three rows at a time.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                           lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates) {
  const std::string* best = nullptr;
  std::size_t best_distance = 0;
  for (const auto& candidate : candidates) {
    const auto longer = std::max(name.size(), candidate.size());
    const auto distance = edit_distance(name, candidate);
    const bool near = distance * 3 <= longer || (distance <= 1 && longer > 1) ||
                      begins_with(candidate, name) || begins_with(name, candidate);
    if (!near || (best && distance >= best_distance)) continue;
    best = &candidate;
    best_distance = distance;
  }
  return best ? std::optional(*best) : std::nullopt;
}

std::string did_you_mean(std::string_view name, std::span<const std::string> candidates) {
  const auto meant = nearest(name, candidates);
  return meant ? " Did you mean \"" + *meant + "\"?" : "";
}

} // namespace host
