// SPDX-License-Identifier: MIT
#include "transformer/steps.hpp"

#include <algorithm>

namespace timely {
namespace {

// A path of a keep step that leads through the value at hand, and how far along it that is.
struct Way {
  const Path* path;
  std::size_t depth;

  const Segment& next() const { return path->segments[depth]; }
  bool leads_to(const Node& container, std::size_t position) const {
    if (next().any) return true;
    if (container.kind == Node::Kind::array) return next().index == position;
    return same_spelled(container.items[position].key, next().name);
  }
};

// Takes out of `node` what no way leads to. Gives whether anything is left that one does.
bool keep(const std::vector<Way>& ways, Node& node, Tree& tree) {
  if (!tree.open(node)) return false;
  bool left = node.kind == Node::Kind::array &&
              std::any_of(ways.begin(), ways.end(), [](const Way& way) { return way.next().any; });
  bool swept = false;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    std::vector<Way> onward;
    bool whole = false;
    for (const auto& way : ways) {
      if (!way.leads_to(node, i)) continue;
      if (way.depth + 1 == way.path->segments.size())
        whole = true;
      else
        onward.push_back({way.path, way.depth + 1});
    }
    if (whole || (!onward.empty() && keep(onward, node.items[i], tree))) {
      left = true;
    } else {
      node.items[i].removed = swept = true;
    }
  }
  if (swept) {
    node.sweep();
    tree.changed = true;
  }
  return left;
}

} // namespace

void apply_keep(const std::vector<Entry>& entries, Tree& tree) {
  std::vector<Way> ways;
  for (const auto& entry : entries) ways.push_back({&entry.path, 0});
  keep(ways, tree.root(), tree);
}

} // namespace timely
