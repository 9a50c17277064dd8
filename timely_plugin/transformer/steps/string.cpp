// SPDX-License-Identifier: MIT
// string: one text operation after another.
#include "transformer/steps/function.hpp"
#include "transformer/steps/makers.hpp"
#include "transformer/steps/text_operations.hpp"

namespace timely::steps {
namespace {

using hif::json::Value;

class String final : public Function {
 public:
  std::vector<std::unique_ptr<Function>> operations;

  Value operator()(const Value& value, const Scope& scope) const override {
    auto result = value;
    for (const auto& operation : operations) result = (*operation)(result, scope);
    return result;
  }
};

std::unique_ptr<Function> make_string_function(const Value& taken, const std::string& at,
                                               Compiler& compiler) {
  auto made = std::make_unique<String>();
  const auto add = [&](std::unique_ptr<Function> operation) {
    if (operation) made->operations.push_back(std::move(operation));
  };
  const auto one = [&](const Value& operation, const std::string& here) {
    if (operation.is_string())
      return add(make_plain_operation(operation.as_string(), here, compiler));
    if (!operation.is_object() || operation.as_object().empty())
      return compiler.problem(here, "expected an operation on a text",
                              "For example: trim, or {replace: {pattern: …, with: …}}.");
    for (const auto& [name, argument] : operation.as_object())
      add(make_operation(name, argument, here + token(name), compiler));
  };
  if (!taken.is_array()) {
    one(taken, at);
  } else {
    for (std::size_t i = 0; i < taken.as_array().size(); ++i)
      one(taken.as_array()[i], at + "/" + std::to_string(i));
  }
  return made;
}

} // namespace

std::unique_ptr<Step> make_string(const Value& taken, const std::string& at, Compiler& compiler) {
  return make_function_step(taken, at, compiler, make_string_function);
}

} // namespace timely::steps
