// SPDX-License-Identifier: MIT
// each, filter, if, switch, fail and log.
#include "transformer/steps/makers.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace timely::steps {
namespace {

using hif::json::Value;

// A step whose configuration is one thing, not a list of entries.
class WholeStep : public Step {
 public:
  explicit WholeStep(std::string at) : pointer_(std::move(at)) {}
  Entry entry(std::size_t) const override { return {label(), pointer_}; }
  virtual std::string label() const { return ""; }

 private:
  std::string pointer_;
};

// Steps for every element of an array, or every member of an object.
struct Part {
  std::string pointer;
  Path path;
  Program program;
  std::string label() const { return "\"" + path.text + "\""; }
};

class Each final : public ListStep<Part> {
 public:
  void apply(std::size_t index, Scope& scope) const override {
    for (const auto& match : find_all(scope.tree, scope.root, list[index].path)) {
      auto& node = match.node();
      if (node.is_null()) continue;
      if (!scope.tree.open(node))
        throw Conflict("it is a " + std::string(node.type_name()) + ", it has no elements");
      for (std::size_t i = 0; i < node.items.size(); ++i) run(list[index].program, node, i, scope);
      node.sweep();
    }
  }

 private:
  static void run(const Program& program, Node& container, std::size_t i, Scope& scope) {
    auto& item = container.items[i];
    if (!scope.tree.open(item) || item.kind != Node::Kind::object)
      throw Conflict("element " + std::to_string(i) + " is a " + std::string(item.type_name()) +
                     ", its steps need an object");
    Scope within{scope.tree, item, scope.host};
    run_program(program, within);
    if (!within.dropped) return;
    item.removed = true;
    scope.tree.changed = true;
  }
};

class Filter final : public WholeStep {
 public:
  Filter(std::string at, Condition condition)
      : WholeStep(std::move(at)), condition_(std::move(condition)) {}
  void apply(std::size_t, Scope& scope) const override {
    if (!condition_.holds(scope)) scope.dropped = true;
  }

 private:
  Condition condition_;
};

class If final : public WholeStep {
 public:
  If(std::string at, Condition condition, Program then, Program otherwise)
      : WholeStep(std::move(at)), condition_(std::move(condition)), then_(std::move(then)),
        otherwise_(std::move(otherwise)) {}
  void apply(std::size_t, Scope& scope) const override {
    run_program(condition_.holds(scope) ? then_ : otherwise_, scope);
  }

 private:
  Condition condition_;
  Program then_, otherwise_;
};

class Switch final : public WholeStep {
 public:
  using WholeStep::WholeStep;
  Path on;
  std::vector<std::pair<std::string, Program>> cases;
  Program otherwise;

  std::string label() const override { return "\"" + on.text + "\""; }
  void apply(std::size_t, Scope& scope) const override { run_program(chosen(scope), scope); }

 private:
  const Program& chosen(const Scope& scope) const {
    const auto matches = find_all(scope.tree, scope.root, on);
    if (matches.empty()) return otherwise;
    const auto value = value_of(matches.front().node());
    const auto text = value.is_string() ? value.as_string() : hif::json::print(value);
    for (const auto& [key, program] : cases)
      if (key == text) return program;
    return otherwise;
  }
};

std::string spoken(const StepValue& text, const Scope& scope) {
  const auto value = text.value(scope);
  return value.is_string() ? value.as_string() : hif::json::print(value);
}

class Fail final : public WholeStep {
 public:
  Fail(std::string at, StepValue message)
      : WholeStep(std::move(at)), message_(std::move(message)) {}
  void apply(std::size_t, Scope& scope) const override { throw Refusal(spoken(message_, scope)); }

 private:
  StepValue message_;
};

class Log final : public WholeStep {
 public:
  Log(std::string at, StepValue message, std::int32_t level)
      : WholeStep(std::move(at)), message_(std::move(message)), level_(level) {}
  void apply(std::size_t, Scope& scope) const override {
    if (scope.host.logs(level_)) scope.host.log(level_, spoken(message_, scope));
  }

 private:
  StepValue message_;
  std::int32_t level_;
};

Program optional_program(const Value& taken, const char* name, const std::string& at,
                         Compiler& compiler) {
  const auto* list = taken.find(name);
  return list ? compiler.program(list, at + "/" + name) : Program();
}

} // namespace

std::unique_ptr<Step> make_each(const Value& taken, const std::string& at, Compiler& compiler) {
  auto step = std::make_unique<Each>();
  compiler.path_map(taken, at, [&](Path path, const Value& steps, const std::string& here) {
    auto program = compiler.program(&steps, here);
    step->list.push_back({here, std::move(path), std::move(program)});
  });
  return step;
}

std::unique_ptr<Step> make_filter(const Value& taken, const std::string& at, Compiler& compiler) {
  auto condition = compiler.condition(taken, at);
  return condition ? std::make_unique<Filter>(at, std::move(*condition)) : nullptr;
}

std::unique_ptr<Step> make_if(const Value& taken, const std::string& at, Compiler& compiler) {
  if (!compiler.has_keys(taken, at, {"condition", "then", "else"}, {"condition"})) return nullptr;
  auto condition = compiler.condition(*taken.find("condition"), at + "/condition");
  auto then = optional_program(taken, "then", at, compiler);
  auto otherwise = optional_program(taken, "else", at, compiler);
  if (!condition) return nullptr;
  return std::make_unique<If>(at, std::move(*condition), std::move(then), std::move(otherwise));
}

std::unique_ptr<Step> make_switch(const Value& taken, const std::string& at, Compiler& compiler) {
  if (!compiler.has_keys(taken, at, {"on", "cases", "otherwise"}, {"on", "cases"})) return nullptr;
  auto step = std::make_unique<Switch>(at);
  const auto& on = *taken.find("on");
  auto path = compiler.target(on, 0, at + "/on");
  const auto& cases = *taken.find("cases");
  if (!cases.is_object()) {
    compiler.problem(at + "/cases", "expected an object: value to steps");
    return nullptr;
  }
  for (const auto& [text, steps] : cases.as_object())
    step->cases.emplace_back(text, compiler.program(&steps, at + "/cases" + token(text)));
  step->otherwise = optional_program(taken, "otherwise", at, compiler);
  if (!path) return nullptr;
  step->on = std::move(*path);
  return step;
}

std::unique_ptr<Step> make_fail(const Value& taken, const std::string& at, Compiler& compiler) {
  if (!taken.is_string() || taken.as_string().empty()) {
    compiler.problem(at, "expected the message to fail with");
    return nullptr;
  }
  auto message = compiler.value(taken, at);
  return message ? std::make_unique<Fail>(at, std::move(*message)) : nullptr;
}

std::unique_ptr<Step> make_log(const Value& taken, const std::string& at, Compiler& compiler) {
  const auto* text = &taken;
  std::optional<std::size_t> level = HIF_LOG_INFO;
  if (taken.is_object()) {
    if (!compiler.has_keys(taken, at, {"message", "level"}, {"message"})) return nullptr;
    text = taken.find("message");
    if (const auto* given = taken.find("level"))
      level = compiler.choice(*given, at + "/level", {"trace", "debug", "info", "warn", "error"});
  }
  if (!text->is_string()) {
    compiler.problem(at, "expected the message to log");
    return nullptr;
  }
  auto message = compiler.value(*text, taken.is_object() ? at + "/message" : at);
  if (!message || !level) return nullptr;
  return std::make_unique<Log>(at, std::move(*message), static_cast<std::int32_t>(*level));
}

} // namespace timely::steps
