// SPDX-License-Identifier: MIT
#include "transformer/steps.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <array>

namespace timely {
namespace {

using hif::json::Value;
using hif::sdk::Problem;

// A reference token of a JSON Pointer (RFC 6901 §3).
std::string token(std::string_view name) {
  std::string escaped = "/";
  for (const char c : name) {
    if (c == '~')
      escaped += "~0";
    else if (c == '/')
      escaped += "~1";
    else
      escaped += c;
  }
  return escaped;
}

struct StepName {
  std::string_view name;
  StepKind kind;
};

constexpr std::array<StepName, 8> step_names = {{{"set", StepKind::set},
                                                 {"copy", StepKind::copy},
                                                 {"move", StepKind::move},
                                                 {"rename", StepKind::rename},
                                                 {"delete", StepKind::remove},
                                                 {"drop", StepKind::remove},
                                                 {"keep", StepKind::keep},
                                                 {"default", StepKind::fallback}}};

class Compiler {
 public:
  std::vector<Step> compile(const Value& config) {
    std::vector<Step> steps;
    const auto* list = config.find("steps");
    if (!list || !list->is_array()) {
      problem("/steps", "a list of steps is needed");
    } else {
      for (std::size_t i = 0; i < list->as_array().size(); ++i)
        step(list->as_array()[i], "/steps/" + std::to_string(i), steps);
    }
    if (!problems_.empty()) throw hif::sdk::ConfigError(problems_);
    return steps;
  }

 private:
  void problem(const std::string& pointer, const std::string& message,
               const std::string& hint = {}) {
    problems_.push_back({pointer, message, hint});
  }

  void step(const Value& value, const std::string& pointer, std::vector<Step>& steps) {
    if (!value.is_object() || value.as_object().size() != 1)
      return problem(pointer, "a step is an object with exactly one key");
    const auto& [name, taken] = *value.as_object().begin();
    const auto at = pointer + token(name);
    const auto known = std::find_if(step_names.begin(), step_names.end(),
                                    [&](const StepName& step) { return step.name == name; });
    if (known == step_names.end())
      return problem(at, "unknown step \"" + name + "\"",
                     "one of set, copy, move, rename, delete, drop, keep, default");
    Step step{.kind = known->kind, .name = name, .entries = {}};
    if (step.kind == StepKind::remove || step.kind == StepKind::keep)
      paths(taken, at, step);
    else
      pairs(taken, at, step);
    steps.push_back(std::move(step));
  }

  // A path, or a list of them.
  void paths(const Value& taken, const std::string& at, Step& step) {
    if (taken.is_string()) return one_path(taken, at, step);
    if (!taken.is_array()) return problem(at, "expected a path or a list of paths");
    for (std::size_t i = 0; i < taken.as_array().size(); ++i)
      one_path(taken.as_array()[i], at + "/" + std::to_string(i), step);
  }

  void one_path(const Value& value, const std::string& at, Step& step) {
    if (!value.is_string()) return problem(at, "expected a path");
    Entry entry{.pointer = at, .path = {}, .target = {}, .padded_value = {}};
    if (read_path(value.as_string(), at, entry.path)) step.entries.push_back(std::move(entry));
  }

  // An object from paths to values, paths or names.
  void pairs(const Value& taken, const std::string& at, Step& step) {
    if (!taken.is_object()) return problem(at, "expected an object whose keys are paths");
    for (const auto& [path, value] : taken.as_object()) {
      Entry entry{.pointer = at + token(path), .path = {}, .target = {}, .padded_value = {}};
      if (!read_path(path, entry.pointer, entry.path)) continue;
      if (step.kind == StepKind::set || step.kind == StepKind::fallback)
        entry.padded_value = Tree::padded(hif::json::print(value));
      else if (!read_target(value, step.kind, entry))
        continue;
      step.entries.push_back(std::move(entry));
    }
  }

  bool read_path(const std::string& text, const std::string& at, Path& path) {
    try {
      path = parse_path(text);
      return true;
    } catch (const PathError& error) {
      problem(at, "the path \"" + text + "\" " + error.what());
      return false;
    }
  }

  bool read_target(const Value& value, StepKind kind, Entry& entry) {
    if (!value.is_string()) {
      problem(entry.pointer, kind == StepKind::rename ? "expected a name" : "expected a path");
      return false;
    }
    const auto& text = value.as_string();
    try {
      entry.target = parse_target(text, entry.path.wildcards());
    } catch (const PathError& error) {
      problem(entry.pointer, "the path \"" + text + "\" " + error.what());
      return false;
    }
    if (kind != StepKind::rename || entry.target.segments.size() == 1) return true;
    problem(entry.pointer, "the new name \"" + text + "\" is a path",
            "write \\. for a dot in a name; the step move puts a value elsewhere");
    return false;
  }

  std::vector<Problem> problems_;
};

} // namespace

std::vector<Step> compile_steps(const Value& config) {
  return Compiler().compile(config);
}

} // namespace timely
