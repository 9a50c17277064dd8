// SPDX-License-Identifier: MIT
#include "transformer/steps.hpp"

namespace timely {
namespace {

constexpr std::string_view null_text = "null";

void put_text(Tree& tree, Node& node, std::string_view text) {
  if (node.kind == Node::Kind::text && node.text == text) return;
  node.kind = Node::Kind::text;
  node.text = text;
  node.items.clear();
  tree.changed = true;
}

// Puts `value` where `node` is, under the key that is there.
void put(Tree& tree, Node& node, Node value) {
  value.key = node.key;
  node = std::move(value);
  tree.changed = true;
}

void sweep(Tree& tree, const std::vector<Match>& matches) {
  for (const auto& match : matches) match.container->sweep();
  if (!matches.empty()) tree.changed = true;
}

void remove(const Path& path, Tree& tree) {
  const auto matches = find_all(tree, path);
  for (const auto& match : matches) match.node().removed = true;
  sweep(tree, matches);
}

// Whether the target of an entry is the place that `match` was found at.
bool is_own_target(const Entry& entry, const Match& match) {
  if (entry.path.segments.size() != entry.target.segments.size()) return false;
  std::size_t captured = 0;
  for (std::size_t i = 0; i < entry.path.segments.size(); ++i) {
    const auto& from = entry.path.segments[i];
    const auto name = from.any ? std::string(match.captures[captured++].key) : from.name;
    if (!same_spelled(name, filled(entry.target.segments[i], match.captures))) return false;
  }
  return true;
}

struct Carried {
  std::vector<Capture> captures;
  Node value;
};

void copy(const Entry& entry, Tree& tree) {
  std::vector<Carried> carried;
  for (const auto& match : find_all(tree, entry.path))
    if (!is_own_target(entry, match)) carried.push_back({match.captures, match.node()});
  for (auto& [captures, value] : carried)
    place(tree, entry.target, captures, {}, [&](Node& node) { put(tree, node, std::move(value)); });
}

void move(const Entry& entry, Tree& tree) {
  auto matches = find_all(tree, entry.path);
  std::erase_if(matches, [&](const Match& match) { return is_own_target(entry, match); });
  std::vector<Carried> carried;
  for (const auto& match : matches) {
    carried.push_back({match.captures, std::move(match.node())});
    match.node().removed = true;
  }
  sweep(tree, matches);
  for (auto& [captures, value] : carried)
    place(tree, entry.target, captures, {}, [&](Node& node) { put(tree, node, std::move(value)); });
}

std::string_view new_name(const Entry& entry, const Match& match, Tree& tree) {
  const auto& segment = entry.target.segments.front();
  return segment.pieces.empty() ? std::string_view(segment.name)
                                : tree.keep(filled(segment, match.captures));
}

void rename(const Entry& entry, Tree& tree) {
  for (const auto& match : find_all(tree, entry.path)) {
    if (match.container->kind == Node::Kind::array)
      throw Conflict("\"" + entry.path.text + "\" is an element of an array, it has no name");
    const auto name = new_name(entry, match, tree);
    if (same_spelled(match.node().key, name)) continue;
    if (match.container->find(name))
      throw Conflict("there is a \"" + std::string(name) + "\" beside \"" +
                     std::string(match.node().key) + "\" already");
    match.node().key = name;
    tree.changed = true;
  }
}

void rename_null(const Entry& entry, Tree& tree) {
  for (const auto& match : find_all(tree, entry.path)) {
    if (match.container->kind == Node::Kind::array) continue;
    if (auto* taken = match.container->find(new_name(entry, match, tree)))
      put_text(tree, *taken, null_text);
  }
}

} // namespace

void apply(const Entry& entry, StepKind kind, Tree& tree) {
  const auto value = [&] { return Tree::without_padding(entry.padded_value); };
  switch (kind) {
  case StepKind::set:
    place(tree, entry.path, {}, {}, [&](Node& node) { put_text(tree, node, value()); });
    return;
  case StepKind::fallback:
    place(tree, entry.path, {}, {}, [&](Node& node) {
      if (node.is_null()) put_text(tree, node, value());
    });
    return;
  case StepKind::copy:
    copy(entry, tree);
    return;
  case StepKind::move:
    move(entry, tree);
    return;
  case StepKind::rename:
    rename(entry, tree);
    return;
  case StepKind::remove:
    remove(entry.path, tree);
    return;
  case StepKind::keep:
    return; // of all entries together, see apply_keep
  }
}

void apply_null(const Entry& entry, StepKind kind, Tree& tree) {
  const auto put_null = [&](Node& node) { put_text(tree, node, null_text); };
  switch (kind) {
  case StepKind::set:
  case StepKind::fallback:
    place(tree, entry.path, {}, {.force = true}, put_null);
    return;
  case StepKind::copy:
  case StepKind::move:
    for (const auto& match : find_all(tree, entry.path))
      place(tree, entry.target, match.captures, {.force = true}, put_null);
    return;
  case StepKind::rename:
    rename_null(entry, tree);
    return;
  case StepKind::remove:
  case StepKind::keep:
    return; // nothing can be in their way
  }
}

} // namespace timely
