// SPDX-License-Identifier: MIT
#include "jmespath/evaluation.hpp"

#include "jmespath/comparison.hpp"
#include "jmespath/function.hpp"
#include "jmespath/slice.hpp"

namespace timely::jmespath {
namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

constexpr std::size_t max_spent = 256u << 20; // bytes, about
constexpr std::size_t value_bytes = sizeof(hif::json::Member);

} // namespace

Expression compile(std::string_view text) {
  return Expression(std::make_shared<const std::string>(text),
                    std::make_shared<const Node>(parse(text)));
}

Value Expression::evaluate(const Value& root, std::span<const Binding> bindings) const {
  Evaluation evaluation(root, bindings);
  return evaluation.take(evaluation.evaluate(*node_, root));
}

bool is_true(const Value& value) {
  if (value.is_null()) return false;
  if (value.is_bool()) return value.as_bool();
  if (value.is_string()) return !value.as_string().empty();
  if (value.is_array()) return !value.as_array().empty();
  if (value.is_object()) return !value.as_object().empty();
  return true;
}

void Evaluation::spend(std::size_t bytes) {
  spent_ += bytes;
  if (spent_ > max_spent)
    throw Error(ErrorKind::limit, 0,
                "the expression makes more than " + std::to_string(max_spent >> 20) + " MiB");
}

std::size_t Evaluation::weight(const Value& value) const {
  auto bytes = value_bytes;
  if (value.is_string()) {
    bytes += value.as_string().size();
  } else if (value.is_array()) {
    for (const auto& item : value.as_array()) bytes += weight(item);
  } else if (value.is_object()) {
    for (const auto& member : value.as_object()) bytes += member.name.size() + weight(member.value);
  }
  return bytes;
}

Value Evaluation::copy(const Value& value) {
  spend(weight(value));
  return value;
}

Value Evaluation::take(Outcome outcome) {
  return outcome.is_found() ? copy(outcome.value()) : std::move(outcome.made_);
}

const Value& Evaluation::keep(Outcome outcome) {
  return outcome.is_found() ? *outcome.found_ : kept_.emplace_back(std::move(outcome.made_));
}

Outcome Evaluation::evaluate(const Node& node, const Value& current) {
  switch (node.kind) {
  case NodeKind::current:
    return Outcome::found(current);
  case NodeKind::literal:
    return Outcome::found(node.literal);
  case NodeKind::field:
    return evaluate_field(node, current);
  case NodeKind::index: {
    const auto* element = current.is_array() ? element_at(current.as_array(), node.index) : nullptr;
    return element ? Outcome::found(*element) : Outcome();
  }
  case NodeKind::then:
    return evaluate_then(node, current);
  case NodeKind::logical_or:
  case NodeKind::logical_and:
  case NodeKind::logical_not:
    return evaluate_logic(node, current);
  case NodeKind::compare:
    return evaluate_comparison(node, current);
  case NodeKind::list_project:
  case NodeKind::value_project:
  case NodeKind::flatten_project:
  case NodeKind::filter_project:
  case NodeKind::slice_project:
    return evaluate_projection(node, current);
  case NodeKind::multi_list:
    return evaluate_multi_list(node, current);
  case NodeKind::multi_hash:
    return evaluate_multi_hash(node, current);
  case NodeKind::call:
    return evaluate_call(node, current);
  case NodeKind::reference:
    break; // an argument, which the call takes as it is
  }
  return {};
}

Outcome Evaluation::evaluate_field(const Node& node, const Value& current) {
  if (&current == &root_)
    for (auto binding = bindings_.rbegin(); binding != bindings_.rend(); ++binding)
      if (binding->name == node.name) return Outcome::found(*binding->value);
  const auto* member = current.find(node.name);
  return member ? Outcome::found(*member) : Outcome();
}

Outcome Evaluation::evaluate_then(const Node& node, const Value& current) {
  const auto& left = keep(evaluate(node.children[0], current));
  return evaluate(node.children[1], left);
}

Outcome Evaluation::evaluate_logic(const Node& node, const Value& current) {
  auto left = evaluate(node.children[0], current);
  const bool truth = is_true(left.value());
  if (node.kind == NodeKind::logical_not) return Outcome::made(!truth);
  if (truth == (node.kind == NodeKind::logical_or)) return left;
  return evaluate(node.children[1], current);
}

Outcome Evaluation::evaluate_comparison(const Node& node, const Value& current) {
  const auto left = evaluate(node.children[0], current);
  const auto right = evaluate(node.children[1], current);
  const auto &a = left.value(), &b = right.value();
  if (node.comparison == Comparison::equal) return Outcome::made(same(a, b));
  if (node.comparison == Comparison::not_equal) return Outcome::made(!same(a, b));
  if (!a.is_number() || !b.is_number()) return {};
  const auto order = compare_numbers(a.as_number(), b.as_number());
  switch (node.comparison) {
  case Comparison::less:
    return Outcome::made(order < 0);
  case Comparison::less_or_equal:
    return Outcome::made(order <= 0);
  case Comparison::greater:
    return Outcome::made(order > 0);
  default:
    return Outcome::made(order >= 0);
  }
}

Outcome Evaluation::evaluate_projection(const Node& node, const Value& current) {
  const auto& whole = keep(evaluate(node.children[0], current));
  if (node.kind == NodeKind::slice_project && whole.is_string()) {
    const auto& cut = keep(Outcome::made(slice_of(whole.as_string(), node.slice)));
    return evaluate(node.children[1], cut);
  }
  const auto projected = elements(node, whole);
  if (!projected) return {};
  Array results;
  for (const auto* element : *projected) {
    if (node.kind == NodeKind::filter_project &&
        !is_true(evaluate(node.children[2], *element).value()))
      continue;
    auto result = evaluate(node.children[1], *element);
    if (result.value().is_null()) continue;
    spend(value_bytes);
    results.push_back(take(std::move(result)));
  }
  return Outcome::made(std::move(results));
}

std::optional<Evaluation::Elements> Evaluation::elements(const Node& node, const Value& whole) {
  Elements list;
  if (node.kind == NodeKind::value_project) {
    if (!whole.is_object()) return std::nullopt;
    for (const auto& member : whole.as_object()) list.push_back(&member.value);
    return list;
  }
  if (!whole.is_array()) return std::nullopt;
  if (node.kind == NodeKind::slice_project) return slice_of(whole.as_array(), node.slice);
  for (const auto& element : whole.as_array()) {
    if (node.kind == NodeKind::flatten_project && element.is_array())
      for (const auto& inner : element.as_array()) list.push_back(&inner);
    else
      list.push_back(&element);
  }
  return list;
}

Outcome Evaluation::evaluate_multi_list(const Node& node, const Value& current) {
  if (current.is_null()) return {};
  Array items;
  items.reserve(node.children.size());
  spend(node.children.size() * value_bytes);
  for (const auto& child : node.children) items.push_back(take(evaluate(child, current)));
  return Outcome::made(std::move(items));
}

Outcome Evaluation::evaluate_multi_hash(const Node& node, const Value& current) {
  if (current.is_null()) return {};
  Object members;
  spend(node.children.size() * value_bytes);
  for (std::size_t i = 0; i < node.children.size(); ++i)
    members.set(node.names[i], take(evaluate(node.children[i], current)));
  return Outcome::made(std::move(members));
}

Outcome Evaluation::evaluate_call(const Node& node, const Value& current) {
  Call call{.evaluation = *this,
            .function = *node.function,
            .offset = node.offset,
            .arguments = std::vector<Argument>(node.children.size())};
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const auto& child = node.children[i];
    if (child.kind == NodeKind::reference)
      call.arguments[i].referred = &child.children[0];
    else
      call.arguments[i].value = evaluate(child, current);
  }
  check_values(call);
  return node.function->run(call);
}

} // namespace timely::jmespath
