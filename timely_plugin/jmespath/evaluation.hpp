// SPDX-License-Identifier: MIT
#pragma once
// One evaluation of an expression: what is only looked at is never copied.

#include "jmespath/expression.hpp"
#include "jmespath/node.hpp"

#include <deque>

namespace timely::jmespath {

// A value that was found in what is evaluated, or one that was made.
class Outcome {
 public:
  Outcome() = default;
  static Outcome found(const hif::json::Value& value) {
    Outcome outcome;
    outcome.found_ = &value;
    return outcome;
  }
  static Outcome made(hif::json::Value value) {
    Outcome outcome;
    outcome.made_ = std::move(value);
    return outcome;
  }

  bool is_found() const { return found_ != nullptr; }
  const hif::json::Value& value() const { return found_ ? *found_ : made_; }

 private:
  friend class Evaluation;
  const hif::json::Value* found_ = nullptr;
  hif::json::Value made_;
};

class Evaluation {
 public:
  // Both must live as long as this does.
  Evaluation(const hif::json::Value& root, std::span<const Binding> bindings)
      : root_(root), bindings_(bindings) {}
  // The value of `node` for `current`, which must live as long as this does.
  Outcome evaluate(const Node& node, const hif::json::Value& current);
  // The value itself: moved out where it was made, else copied.
  hif::json::Value take(Outcome outcome);
  hif::json::Value copy(const hif::json::Value& value);
  // A value that lives as long as this does.
  const hif::json::Value& keep(Outcome outcome);
  // Throws Error `limit` when all that was made grows beyond what an expression may make.
  void spend(std::size_t bytes);

 private:
  using Elements = std::vector<const hif::json::Value*>;

  Outcome evaluate_field(const Node& node, const hif::json::Value& current);
  Outcome evaluate_then(const Node& node, const hif::json::Value& current);
  Outcome evaluate_logic(const Node& node, const hif::json::Value& current);
  Outcome evaluate_comparison(const Node& node, const hif::json::Value& current);
  Outcome evaluate_projection(const Node& node, const hif::json::Value& current);
  Outcome evaluate_multi_list(const Node& node, const hif::json::Value& current);
  Outcome evaluate_multi_hash(const Node& node, const hif::json::Value& current);
  Outcome evaluate_call(const Node& node, const hif::json::Value& current);

  // What `node` projects `whole` onto; empty where there is no projection of such a value.
  std::optional<Elements> elements(const Node& node, const hif::json::Value& whole);
  std::size_t weight(const hif::json::Value& value) const;

  const hif::json::Value& root_;
  std::span<const Binding> bindings_;
  std::deque<hif::json::Value> kept_;
  std::size_t spent_ = 0;
};

} // namespace timely::jmespath
