// SPDX-License-Identifier: MIT
// math: a number computed from numbers of the record.
#include "transformer/steps/formula.hpp"
#include "transformer/steps/makers.hpp"

#include <hif/sdk/json_print.hpp>

namespace timely::steps {
namespace {

using hif::json::Value;

struct Computation {
  std::string pointer;
  Path path;
  Formula formula;
  std::string label() const { return "\"" + path.text + "\""; }
};

class Math final : public ListStep<Computation> {
 public:
  void apply(std::size_t index, Scope& scope) const override {
    const auto text = scope.tree.keep(list[index].formula.evaluate(scope).text());
    place(scope.tree, scope.root, list[index].path, {}, {},
          [&](Node& node) { scope.tree.put_text(node, text); });
  }
  void apply_null(std::size_t index, Scope& scope) const override {
    place(scope.tree, scope.root, list[index].path, {}, {.force = true},
          [&](Node& node) { scope.tree.put_text(node, "null"); });
  }
};

} // namespace

std::unique_ptr<Step> make_math(const Value& taken, const std::string& at, Compiler& compiler) {
  auto step = std::make_unique<Math>();
  compiler.path_map(taken, at, [&](Path path, const Value& value, const std::string& here) {
    if (!value.is_string() && !value.is_number())
      return compiler.problem(here, "expected a formula", "For example: \"hours * 60\".");
    const auto text = value.is_string() ? value.as_string() : hif::json::print(value);
    try {
      step->list.push_back({here, std::move(path), Formula::parse(text)});
    } catch (const FormulaError& error) {
      compiler.problem(here,
                       jmespath::with_caret(std::string("the formula is wrong: ") + error.what(),
                                            text, error.position));
    }
  });
  return step;
}

} // namespace timely::steps
