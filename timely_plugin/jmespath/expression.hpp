// SPDX-License-Identifier: MIT
#pragma once
// JMESPath (https://jmespath.org/specification.html) over the SDK's JSON value. README.md says
// what holds for numbers, text and limits.

#include "jmespath/error.hpp"

#include <hif/sdk/json.hpp>

#include <memory>
#include <span>

namespace timely::jmespath {

struct Node;

// A name that stands beside the root's members, and hides one of that name: `name` and `@.name`
// find its value, `@` alone does not show it.
struct Binding {
  std::string_view name;
  const hif::json::Value* value;
};

// A compiled expression. Cheap to copy; any number of threads may evaluate it at once.
class Expression {
 public:
  // The value of the expression for `root`. Of bindings of one name the last counts. Throws Error;
  // its offset is in text().
  hif::json::Value evaluate(const hif::json::Value& root,
                            std::span<const Binding> bindings = {}) const;
  const std::string& text() const { return *text_; }

 private:
  friend Expression compile(std::string_view text);
  Expression(std::shared_ptr<const std::string> text, std::shared_ptr<const Node> node)
      : text_(std::move(text)), node_(std::move(node)) {}

  std::shared_ptr<const std::string> text_;
  std::shared_ptr<const Node> node_;
};

// Throws Error. Unknown functions, wrong numbers of arguments, and steps of 0 are found here.
Expression compile(std::string_view text);

// Whether JMESPath takes `value` for true: all but false, null, "", [] and {}.
bool is_true(const hif::json::Value& value);

} // namespace timely::jmespath
