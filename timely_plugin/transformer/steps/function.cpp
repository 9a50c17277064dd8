// SPDX-License-Identifier: MIT
#include "transformer/steps/function.hpp"

#include <hif/sdk/json_print.hpp>

namespace timely::steps {
namespace {

using hif::json::Value;

struct Application {
  std::string pointer;
  Path path;
  std::optional<Path> to;
  std::unique_ptr<Function> function;
  std::string label() const {
    return "\"" + path.text + "\"" + (to ? " to \"" + to->text + "\"" : "");
  }
};

class FunctionStep final : public ListStep<Application> {
 public:
  void apply(std::size_t index, Scope& scope) const override {
    const auto& [pointer, path, to, function] = list[index];
    if (function->takes_nothing() && path.wildcards() == 0) make_place(path, scope);
    struct Made {
      std::vector<Capture> captures;
      std::string text;
    };
    std::vector<Made> made; // what is put elsewhere moves what was found
    for (const auto& match : find_all(scope.tree, scope.root, path)) {
      auto& node = match.node();
      if (node.is_null() && !function->takes_nothing()) continue;
      auto text = hif::json::print((*function)(value_of(node), scope));
      if (to)
        made.push_back({match.captures, std::move(text)});
      else if (node.kind != Node::Kind::text || node.text != text)
        scope.tree.put_text(node, scope.tree.keep(std::move(text)));
    }
    for (auto& [captures, text] : made)
      place(scope.tree, scope.root, *to, captures, {}, [&scope, &text = text](Node& node) {
        scope.tree.put_text(node, scope.tree.keep(std::move(text)));
      });
  }

  void apply_null(std::size_t index, Scope& scope) const override {
    const auto put_null = [&](Node& node) { scope.tree.put_text(node, "null"); };
    for (const auto& match : find_all(scope.tree, scope.root, list[index].path)) {
      if (!list[index].to)
        put_null(match.node());
      else
        place(scope.tree, scope.root, *list[index].to, match.captures, {.force = true}, put_null);
    }
  }

 private:
  static void make_place(const Path& path, Scope& scope) {
    place(scope.tree, scope.root, path, {}, {}, [](Node&) {});
  }
};

} // namespace

std::unique_ptr<Step> make_function_step(const Value& taken, const std::string& at,
                                         Compiler& compiler, FunctionMaker maker) {
  auto step = std::make_unique<FunctionStep>();
  compiler.path_map(taken, at, [&](Path path, const Value& given, const std::string& here) {
    auto rest = given;
    std::optional<Path> to;
    if (const auto* target = given.find("into")) {
      to = compiler.target(*target, path.wildcards(), here + "/into");
      if (!to) return;
      rest.as_object().erase("into");
    }
    if (auto function = maker(rest, here, compiler))
      step->list.push_back({here, std::move(path), std::move(to), std::move(function)});
  });
  return step;
}

std::string shown(const Value& value) {
  constexpr std::size_t most = 60;
  auto text = hif::json::print(value);
  if (text.size() <= most) return text;
  auto end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

} // namespace timely::steps
