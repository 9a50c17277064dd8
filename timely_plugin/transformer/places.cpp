// SPDX-License-Identifier: MIT
#include "transformer/places.hpp"

namespace timely {
namespace {

class Finder {
 public:
  Finder(Tree& tree, const Path& path) : tree_(tree), path_(path) {}

  std::vector<Match> find(Node& root) {
    visit(root, 0);
    return std::move(matches_);
  }

 private:
  void visit(Node& node, std::size_t depth) {
    if (!tree_.open(node)) return;
    const auto& segment = path_.segments[depth];
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      if (!matches(node, i, segment)) continue;
      if (segment.any) captures_.push_back(capture(node, i));
      if (depth + 1 == path_.segments.size())
        matches_.push_back({&node, i, captures_});
      else
        visit(node.items[i], depth + 1);
      if (segment.any) captures_.pop_back();
    }
  }

  static bool matches(const Node& node, std::size_t position, const Segment& segment) {
    if (segment.any) return true;
    if (node.kind == Node::Kind::array) return segment.index == position;
    return same_spelled(node.items[position].key, segment.name);
  }

  Capture capture(const Node& node, std::size_t position) {
    if (node.kind == Node::Kind::object) return {node.items[position].key, std::nullopt};
    return {tree_.keep(std::to_string(position)), position};
  }

  Tree& tree_;
  const Path& path_;
  std::vector<Capture> captures_;
  std::vector<Match> matches_;
};

class Placer {
 public:
  Placer(Tree& tree, const Path& path, const std::vector<Capture>& captures, Placing placing,
         const std::function<void(Node&)>& use)
      : tree_(tree), path_(path), captures_(captures), placing_(placing), use_(use) {
    for (std::size_t i = 0; i < path.segments.size(); ++i)
      if (path.segments[i].any) behind_wildcards_ = i + 1;
  }

  void visit(Node& node, std::size_t depth) {
    if (depth == path_.segments.size()) return use_(node);
    const auto& segment = path_.segments[depth];
    const bool may_make = depth >= behind_wildcards_;
    if (!tree_.open(node)) {
      if (!may_make) return; // a `*` further on has nothing to match here
      if (!make_container(node, depth)) return;
    }
    if (segment.any) {
      for (auto& item : node.items) visit(item, depth + 1);
    } else if (auto* item = node.kind == Node::Kind::array ? element(node, depth, may_make)
                                                           : member(node, depth, may_make)) {
      visit(*item, depth + 1);
    }
  }

 private:
  std::string place_of(std::size_t depth) const {
    if (depth == 0) return "the record";
    std::string text = "\"";
    for (std::size_t i = 0; i < depth; ++i) {
      if (i > 0) text += '.';
      text += path_.segments[i].any ? "*" : filled(path_.segments[i], captures_);
    }
    return text += '"';
  }

  std::optional<std::size_t> index_at(std::size_t depth) const {
    const auto& segment = path_.segments[depth];
    if (const auto number = segment.whole_capture()) return captures_[number - 1].index;
    return segment.index;
  }

  // Null becomes a container, as nothing is: an array for the numbers of an array's elements.
  bool make_container(Node& node, std::size_t depth) {
    if (!node.is_null() && !placing_.force)
      throw Conflict(place_of(depth) + " is a " + std::string(node.type_name()) +
                     ", nothing can be put into it");
    const bool array = path_.segments[depth].whole_capture() != 0 && index_at(depth);
    node.kind = array ? Node::Kind::array : Node::Kind::object;
    tree_.changed = true;
    return true;
  }

  Node* member(Node& node, std::size_t depth, bool may_make) {
    const auto& segment = path_.segments[depth];
    const auto name = segment.pieces.empty() ? std::string_view(segment.name)
                                             : tree_.keep(filled(segment, captures_));
    if (auto* found = node.find(name)) return found;
    return may_make ? &add(node, name) : nullptr;
  }

  Node* element(Node& node, std::size_t depth, bool may_make) {
    const auto index = index_at(depth);
    if (index && *index < node.items.size()) return &node.items[*index];
    if (!may_make || (placing_.force && !index)) return nullptr;
    if (!index)
      throw Conflict(place_of(depth) + " is an array, it has no member \"" +
                     filled(path_.segments[depth], captures_) + "\"");
    const bool captured = path_.segments[depth].whole_capture() != 0;
    if (*index > node.items.size() && !captured) {
      if (placing_.force) return nullptr;
      throw Conflict(place_of(depth) + " is an array of " + std::to_string(node.items.size()) +
                     ", there is no place " + std::to_string(*index) + " at its end");
    }
    while (node.items.size() < *index) add(node, {});
    return &add(node, {});
  }

  Node& add(Node& node, std::string_view key) {
    tree_.changed = true;
    auto& added = node.items.emplace_back();
    added.key = key;
    added.text = "null";
    return added;
  }

  Tree& tree_;
  const Path& path_;
  const std::vector<Capture>& captures_;
  Placing placing_;
  const std::function<void(Node&)>& use_;
  std::size_t behind_wildcards_ = 0; // segments from here on may be made
};

} // namespace

std::vector<Match> find_all(Tree& tree, Node& root, const Path& path) {
  return Finder(tree, path).find(root);
}

void place(Tree& tree, Node& root, const Path& path, const std::vector<Capture>& captures,
           Placing placing, const std::function<void(Node&)>& use) {
  Placer(tree, path, captures, placing, use).visit(root, 0);
}

std::string filled(const Segment& segment, const std::vector<Capture>& captures) {
  if (segment.pieces.empty()) return segment.name;
  std::string text;
  for (const auto& piece : segment.pieces)
    text += piece.capture ? std::string(captures[piece.capture - 1].key) : piece.text;
  return text;
}

} // namespace timely
