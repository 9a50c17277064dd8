// SPDX-License-Identifier: MIT
// set, default, merge, delete, drop and keep.
#include "transformer/steps/makers.hpp"

#include <algorithm>

namespace timely::steps {
namespace {

using hif::json::Value;

constexpr std::string_view null_text = "null";

std::string in_quotes(const std::string& text) {
  return "\"" + text + "\"";
}

// A path and the value that it gets.
struct Setting {
  std::string pointer;
  Path path;
  StepValue value;
  std::string label() const { return in_quotes(path.text); }
};

class ValueAtPath : public ListStep<Setting> {
 public:
  void apply_null(std::size_t index, Scope& scope) const override {
    place(scope.tree, scope.root, list[index].path, {}, {.force = true},
          [&](Node& node) { scope.tree.put_text(node, null_text); });
  }
};

class Set final : public ValueAtPath {
 public:
  void apply(std::size_t index, Scope& scope) const override {
    const auto value = list[index].value.fill(scope);
    place(scope.tree, scope.root, list[index].path, {}, {},
          [&](Node& node) { scope.tree.put_text(node, value); });
  }
};

class Default final : public ValueAtPath {
 public:
  void apply(std::size_t index, Scope& scope) const override {
    place(scope.tree, scope.root, list[index].path, {}, {}, [&](Node& node) {
      if (node.is_null()) scope.tree.put_text(node, list[index].value.fill(scope));
    });
  }
};

// Lays the members of `top` over those of `base`, level by level.
void lay_over(Tree& tree, Node& base, Node top) {
  if (!tree.open(base) || base.kind != Node::Kind::object || !tree.open(top) ||
      top.kind != Node::Kind::object)
    return tree.put(base, std::move(top));
  for (auto& member : top.items) {
    if (auto* there = base.find(member.key)) {
      if (there->kind == Node::Kind::text && there->text == member.text &&
          member.kind == Node::Kind::text)
        continue;
      lay_over(tree, *there, std::move(member));
    } else {
      tree.changed = true;
      base.items.push_back(std::move(member));
    }
  }
}

class Merge final : public ValueAtPath {
 public:
  void apply(std::size_t index, Scope& scope) const override {
    const auto text = list[index].value.fill(scope);
    if (text == null_text) return; // nothing to lay over
    if (!text.starts_with('{'))
      throw Conflict("what is to be laid over it is no object: " + std::string(text.substr(0, 60)));
    place(scope.tree, scope.root, list[index].path, {}, {}, [&](Node& node) {
      if (!node.is_null() && node.type_name() != "object")
        throw Conflict("it is a " + std::string(node.type_name()) + ", only objects merge");
      Node top;
      top.text = text;
      lay_over(scope.tree, node, std::move(top));
    });
  }
};

template <typename T>
std::unique_ptr<Step> make_value_at_path(const Value& taken, const std::string& at,
                                         Compiler& compiler) {
  auto step = std::make_unique<T>();
  compiler.path_map(taken, at, [&](Path path, const Value& value, const std::string& here) {
    if (auto read = compiler.value(value, here))
      step->list.push_back({here, std::move(path), std::move(*read)});
  });
  return step;
}

struct Removal {
  std::string pointer;
  Path path;
  std::string label() const { return in_quotes(path.text); }
};

class Delete final : public ListStep<Removal> {
 public:
  void apply(std::size_t index, Scope& scope) const override {
    const auto matches = find_all(scope.tree, scope.root, list[index].path);
    for (const auto& match : matches) match.node().removed = true;
    for (const auto& match : matches) match.container->sweep();
    if (!matches.empty()) scope.tree.changed = true;
  }
};

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
  std::vector<Way> onward;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    onward.clear();
    bool whole = false;
    for (const auto& way : ways) {
      if (!way.leads_to(node, i)) continue;
      whole = way.depth + 1 == way.path->segments.size();
      if (whole) break;
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

class Keep final : public Step {
 public:
  Entry entry(std::size_t) const override { return {"", pointer}; }
  void apply(std::size_t, Scope& scope) const override {
    std::vector<Way> ways;
    ways.reserve(paths.size());
    for (const auto& path : paths) ways.push_back({&path, 0});
    keep(ways, scope.root, scope.tree);
  }

  std::string pointer;
  std::vector<Path> paths;
};

} // namespace

std::unique_ptr<Step> make_set(const Value& taken, const std::string& at, Compiler& compiler) {
  return make_value_at_path<Set>(taken, at, compiler);
}

std::unique_ptr<Step> make_default(const Value& taken, const std::string& at, Compiler& compiler) {
  return make_value_at_path<Default>(taken, at, compiler);
}

std::unique_ptr<Step> make_merge(const Value& taken, const std::string& at, Compiler& compiler) {
  auto step = make_value_at_path<Merge>(taken, at, compiler);
  for (auto& setting : static_cast<Merge&>(*step).list)
    if (setting.path.text == "@") setting.path.segments.clear(); // the record itself
  return step;
}

std::unique_ptr<Step> make_delete(const Value& taken, const std::string& at, Compiler& compiler) {
  auto step = std::make_unique<Delete>();
  compiler.paths(taken, at, [&](Path path, const std::string& here) {
    step->list.push_back({here, std::move(path)});
  });
  return step;
}

std::unique_ptr<Step> make_keep(const Value& taken, const std::string& at, Compiler& compiler) {
  auto step = std::make_unique<Keep>();
  step->pointer = at;
  compiler.paths(taken, at,
                 [&](Path path, const std::string&) { step->paths.push_back(std::move(path)); });
  return step;
}

} // namespace timely::steps
