// SPDX-License-Identifier: MIT
#include "transformer/values.hpp"

#include "jmespath/node.hpp"
#include "transformer/compiler.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace timely {

using hif::json::Value;
using hif::sdk::Problem;

namespace {

using jmespath::NodeKind;

// What `node` looks at, evaluated on the object itself.
void add_reads(const jmespath::Node& node, Reads& reads) {
  const auto& children = node.children;
  switch (node.kind) {
  case NodeKind::current:
    reads.whole = true;
    return;
  case NodeKind::field: {
    const auto name = spelled(node.name);
    if (std::find(reads.names.begin(), reads.names.end(), name) == reads.names.end())
      reads.names.push_back(name);
    return;
  }
  case NodeKind::literal:
  case NodeKind::index:     // an object has no elements
  case NodeKind::reference: // evaluated on elements, which were read already
    return;
  case NodeKind::then:
  case NodeKind::list_project:
  case NodeKind::value_project:
  case NodeKind::flatten_project:
  case NodeKind::filter_project:
  case NodeKind::slice_project:
    if (!children.empty()) add_reads(children.front(), reads); // the others see what it gives
    return;
  default:
    for (const auto& child : children) add_reads(child, reads);
  }
}

// The expression that `text` is, or that stands in its braces, and where it begins.
std::pair<std::string_view, std::size_t> unwrapped(std::string_view text) {
  if (!text.starts_with("&{")) return {text, 0};
  const auto found = jmespath::find_expression(text);
  if (found && found->begin == 0 && found->end == text.size()) return {found->expression, 2};
  return {text, 0};
}

Problem problem_of(const jmespath::Error& error, const std::string& text, const std::string& at) {
  return {
      at, jmespath::with_caret("the expression is wrong: " + error.why, text, error.offset), {}};
}

[[noreturn]] void throw_conflict(const jmespath::Error& error, const std::string& text) {
  if (error.kind == jmespath::ErrorKind::limit)
    throw TooLarge("the expression \"" + text + "\": " + error.why);
  throw Conflict("the expression \"" + text + "\": " + error.why);
}

} // namespace

void Reads::add(std::string_view expression) {
  if (!whole) add_reads(jmespath::parse(expression), *this);
}

Value seen(const Scope& scope, const Reads& reads) {
  if (reads.whole) return value_of(scope.root);
  hif::json::Object members;
  for (const auto& name : reads.names)
    if (const auto* node = scope.root.find(name)) members.append(meant(name), value_of(*node));
  return members;
}

Condition::Condition(jmespath::Expression compiled) : compiled_(std::move(compiled)) {
  reads_.add(compiled_.text());
}

std::optional<Condition> Condition::compile_condition(const std::string& text,
                                                      const std::string& at,
                                                      std::vector<Problem>& problems) {
  std::size_t begin = 0;
  try {
    const auto [expression, offset] = unwrapped(text);
    begin = offset;
    return Condition(jmespath::compile(expression));
  } catch (const jmespath::Error& error) {
    problems.push_back(
        problem_of(jmespath::Error(error.kind, error.offset + begin, error.why), text, at));
    return std::nullopt;
  }
}

Value Condition::evaluate(const Scope& scope) const {
  try {
    return compiled_.evaluate(seen(scope, reads_));
  } catch (const jmespath::Error& error) {
    throw_conflict(error, compiled_.text());
  }
}

StepValue StepValue::compile(const Value& value, const std::string& at,
                             std::vector<Problem>& problems) {
  StepValue made;
  std::vector<std::size_t> way;
  made.skeleton_ = value;
  made.collect(value, at, way, problems);
  made.text_ = hif::json::print(value);
  return made;
}

void StepValue::collect(const Value& value, const std::string& at, std::vector<std::size_t>& way,
                        std::vector<Problem>& problems) {
  if (value.is_string()) {
    const auto& text = value.as_string();
    try {
      auto compiled = jmespath::compile_text(text);
      if (!compiled.has_expressions()) return;
      parts_.push_back({way, std::move(compiled)});
      for (auto found = jmespath::find_expression(text); found;
           found = jmespath::find_expression(text, found->end))
        reads_.add(found->expression);
    } catch (const jmespath::Error& error) {
      problems.push_back(problem_of(error, text, at));
    }
    return;
  }
  const auto enter = [&](std::size_t position, const std::string& name, const Value& part) {
    way.push_back(position);
    collect(part, at + token(name), way, problems);
    way.pop_back();
  };
  std::size_t position = 0;
  if (value.is_array())
    for (const auto& item : value.as_array()) {
      enter(position, std::to_string(position), item);
      ++position;
    }
  if (value.is_object())
    for (const auto& member : value.as_object()) enter(position++, member.name, member.value);
}

Value StepValue::value(const Scope& scope) const {
  if (is_constant()) return skeleton_;
  auto filled = skeleton_;
  const auto root = seen(scope, reads_);
  for (const auto& part : parts_) {
    auto* at = &filled;
    for (const auto position : part.way)
      at =
          at->is_array() ? &at->as_array()[position] : &(at->as_object().begin() + position)->value;
    try {
      *at = part.text.fill(root);
    } catch (const jmespath::Error& error) {
      throw_conflict(error, part.text.text());
    }
  }
  return filled;
}

std::string_view StepValue::fill(Scope& scope) const {
  if (is_constant()) return text_;
  return scope.tree.keep(hif::json::print(value(scope)));
}

} // namespace timely
