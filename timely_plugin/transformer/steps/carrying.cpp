// SPDX-License-Identifier: MIT
// copy, move and rename: values that are carried from place to place as they are.
#include "transformer/steps/makers.hpp"

namespace timely::steps {
namespace {

using hif::json::Value;

constexpr std::string_view null_text = "null";

struct Carriage {
  std::string pointer;
  Path from, to;
  std::string label() const { return "\"" + from.text + "\" to \"" + to.text + "\""; }
};

// Whether the target of a carriage is the place that `match` was found at.
bool is_own_target(const Carriage& carriage, const Match& match) {
  if (carriage.from.segments.size() != carriage.to.segments.size()) return false;
  std::size_t captured = 0;
  for (std::size_t i = 0; i < carriage.from.segments.size(); ++i) {
    const auto& from = carriage.from.segments[i];
    const auto name = from.any ? std::string(match.captures[captured++].key) : from.name;
    if (!same_spelled(name, filled(carriage.to.segments[i], match.captures))) return false;
  }
  return true;
}

// All values are taken before the first is put in: a value may move into or out of itself.
template <bool leaves_it>
class Carry final : public ListStep<Carriage> {
 public:
  void apply(std::size_t index, Scope& scope) const override {
    auto matches = find_all(scope.tree, scope.root, list[index].from);
    std::erase_if(matches, [&](const Match& match) { return is_own_target(list[index], match); });
    struct Carried {
      std::vector<Capture> captures;
      Node value;
    };
    std::vector<Carried> carried;
    for (const auto& match : matches) {
      scope.tree.charge(match.node());
      if constexpr (leaves_it) {
        carried.push_back({match.captures, match.node()});
      } else {
        carried.push_back({match.captures, std::move(match.node())});
        match.node().removed = true;
      }
    }
    if constexpr (!leaves_it) {
      for (const auto& match : matches) match.container->sweep();
      if (!matches.empty()) scope.tree.changed = true;
    }
    for (auto& [captures, value] : carried)
      place(scope.tree, scope.root, list[index].to, captures, {},
            [&scope, &value = value](Node& node) { scope.tree.put(node, std::move(value)); });
  }

  void apply_null(std::size_t index, Scope& scope) const override {
    for (const auto& match : find_all(scope.tree, scope.root, list[index].from))
      place(scope.tree, scope.root, list[index].to, match.captures, {.force = true},
            [&](Node& node) { scope.tree.put_text(node, null_text); });
  }
};

class Rename final : public ListStep<Carriage> {
 public:
  void apply(std::size_t index, Scope& scope) const override {
    for (const auto& match : find_all(scope.tree, scope.root, list[index].from)) {
      if (match.container->kind == Node::Kind::array)
        throw Conflict("\"" + list[index].from.text +
                       "\" is an element of an array, it has no name");
      const auto name = new_name(list[index], match, scope.tree);
      if (same_spelled(match.node().key, name)) continue;
      if (match.container->find(name))
        throw Conflict("there is a \"" + std::string(name) + "\" beside \"" +
                       std::string(match.node().key) + "\" already");
      match.node().key = name;
      scope.tree.changed = true;
    }
  }

  void apply_null(std::size_t index, Scope& scope) const override {
    for (const auto& match : find_all(scope.tree, scope.root, list[index].from)) {
      if (match.container->kind == Node::Kind::array) continue;
      if (auto* taken = match.container->find(new_name(list[index], match, scope.tree)))
        scope.tree.put_text(*taken, null_text);
    }
  }

 private:
  static std::string_view new_name(const Carriage& carriage, const Match& match, Tree& tree) {
    const auto& segment = carriage.to.segments.front();
    return segment.pieces.empty() ? std::string_view(segment.name)
                                  : tree.keep(filled(segment, match.captures));
  }
};

template <typename T>
std::unique_ptr<T> make_carrying(const Value& taken, const std::string& at, Compiler& compiler) {
  auto step = std::make_unique<T>();
  compiler.path_map(taken, at, [&](Path from, const Value& value, const std::string& here) {
    if (auto to = compiler.target(value, from.wildcards(), here))
      step->list.push_back({here, std::move(from), std::move(*to)});
  });
  return step;
}

} // namespace

std::unique_ptr<Step> make_copy(const Value& taken, const std::string& at, Compiler& compiler) {
  return make_carrying<Carry<true>>(taken, at, compiler);
}

std::unique_ptr<Step> make_move(const Value& taken, const std::string& at, Compiler& compiler) {
  return make_carrying<Carry<false>>(taken, at, compiler);
}

std::unique_ptr<Step> make_rename(const Value& taken, const std::string& at, Compiler& compiler) {
  auto step = make_carrying<Rename>(taken, at, compiler);
  std::erase_if(step->list, [&](const Carriage& carriage) {
    if (carriage.to.segments.size() == 1) return false;
    compiler.problem(carriage.pointer, "the new name \"" + carriage.to.text + "\" is a path",
                     "write \\. for a dot in a name; the step move puts a value elsewhere");
    return true;
  });
  return step;
}

} // namespace timely::steps
