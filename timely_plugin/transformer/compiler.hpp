// SPDX-License-Identifier: MIT
#pragma once
// From the configuration of a mapping to its steps. Every fault is found, not only the first; each
// is told by the JSON Pointer of the key or value at fault.

#include "transformer/step.hpp"
#include "transformer/values.hpp"

#include <hif/sdk/error.hpp>

#include <functional>

namespace timely {

class Compiler {
 public:
  static constexpr std::size_t most_steps = 1000; // in all, within others too
  static constexpr std::size_t most_levels = 8;   // of steps within steps

  explicit Compiler(OnError on_error) : on_error_(on_error) {}

  // The steps of a list. A fault is kept, and the step left out.
  Program program(const hif::json::Value* list, const std::string& at);

  // What the makers of steps read with. `at` is the JSON Pointer of the value. Each gives nothing,
  // and keeps the fault, when the value is not what it should be.
  std::optional<Path> path(const std::string& text, const std::string& at);
  std::optional<Path> target(const hif::json::Value& value, std::size_t captures,
                             const std::string& at);
  // A path or a list of paths: calls `use` with each and its pointer.
  void paths(const hif::json::Value& value, const std::string& at,
             const std::function<void(Path, const std::string& at)>& use);
  // An object whose keys are paths: calls `use` with each, its value and its pointer.
  using PathUse = std::function<void(Path, const hif::json::Value& value, const std::string& at)>;
  void path_map(const hif::json::Value& value, const std::string& at, const PathUse& use);
  // A value that may hold `&{…}`.
  std::optional<StepValue> value(const hif::json::Value& value, const std::string& at);
  // A condition: an expression, with or without `&{…}` around it.
  std::optional<Condition> condition(const hif::json::Value& value, const std::string& at);
  // Whether `value` is an object with no other keys than `known`, and all of `required`.
  bool has_keys(const hif::json::Value& value, const std::string& at,
                std::initializer_list<std::string_view> known,
                std::initializer_list<std::string_view> required = {});
  // A text out of a list; gives its position in the list.
  std::optional<std::size_t> choice(const hif::json::Value& value, const std::string& at,
                                    std::initializer_list<std::string_view> words);

  void problem(const std::string& at, const std::string& message, const std::string& hint = {});
  const std::vector<hif::sdk::Problem>& problems() const { return problems_; }
  // Whether the steps being read stand in the list of the mapping itself.
  bool at_top() const { return level_ == 1; }

 private:
  std::unique_ptr<Step> step(const hif::json::Value& value, const std::string& at);
  std::optional<OnError> policy(const hif::json::Value& value, const std::string& at);

  OnError on_error_;
  std::size_t level_ = 0, steps_ = 0;
  std::vector<hif::sdk::Problem> problems_;
};

// A reference token of a JSON Pointer (RFC 6901 §3), with the slash before it.
std::string token(std::string_view name);

// Makes the step whose configuration is `taken`, or null when it has faults.
using Maker = std::unique_ptr<Step> (*)(const hif::json::Value& taken, const std::string& at,
                                        Compiler& compiler);

struct StepName {
  std::string_view name;
  Maker maker;
};

// Every step that there is.
const std::vector<StepName>& step_names();

} // namespace timely
