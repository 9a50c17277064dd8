// SPDX-License-Identifier: MIT
#include "transformer/compiler.hpp"

#include <algorithm>

namespace timely {

using hif::json::Value;

namespace {

std::string names_of_steps() {
  std::string names;
  for (const auto& step : step_names())
    names += (names.empty() ? "" : ", ") + std::string(step.name);
  return names;
}

} // namespace

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

void Compiler::problem(const std::string& at, const std::string& message, const std::string& hint) {
  problems_.push_back({at, message, hint});
}

Program Compiler::program(const Value* list, const std::string& at) {
  Program program;
  if (!list || !list->is_array()) {
    problem(at, "a list of steps is needed");
    return program;
  }
  if (level_ == most_levels) {
    problem(at, "steps stand within steps " + std::to_string(most_levels) + " times already");
    return program;
  }
  ++level_;
  for (std::size_t i = 0; i < list->as_array().size(); ++i) {
    if (++steps_ == most_steps + 1)
      problem(at, "there are more than " + std::to_string(most_steps) + " steps",
              "Part them into several transformers.");
    if (steps_ > most_steps) break;
    if (auto made = step(list->as_array()[i], at + "/" + std::to_string(i)))
      program.push_back(std::move(made));
  }
  --level_;
  return program;
}

std::unique_ptr<Step> Compiler::step(const Value& value, const std::string& at) {
  const auto* own_policy = value.find("on_error");
  if (!value.is_object() || value.as_object().size() != (own_policy ? 2u : 1u)) {
    problem(at, "a step is an object with exactly one key", "Only on_error may stand beside it.");
    return nullptr;
  }
  const auto* first = value.as_object().begin();
  const auto& [name, taken] = first->name == "on_error" ? first[1] : first[0];
  const auto here = at + token(name);
  const auto& names = step_names();
  const auto known = std::find_if(names.begin(), names.end(), [&name = name](const StepName& step) {
    return step.name == name;
  });
  if (known == names.end()) {
    problem(here, "unknown step \"" + name + "\"", "one of " + names_of_steps());
    return nullptr;
  }
  const auto on_error = own_policy ? policy(*own_policy, at + "/on_error") : on_error_;
  auto made = known->maker(taken, here, *this);
  if (!made || !on_error) return nullptr;
  made->name = name;
  made->on_error = *on_error;
  return made;
}

std::optional<OnError> Compiler::policy(const Value& value, const std::string& at) {
  if (value.is_null()) return OnError::null;
  const auto chosen = choice(value, at, {"fail", "skip", "null"});
  if (!chosen) return std::nullopt;
  return static_cast<OnError>(*chosen);
}

std::optional<Path> Compiler::path(const std::string& text, const std::string& at) {
  try {
    return parse_path(text);
  } catch (const PathError& error) {
    problem(at, "the path \"" + text + "\" " + error.what());
    return std::nullopt;
  }
}

std::optional<Path> Compiler::target(const Value& value, std::size_t captures,
                                     const std::string& at) {
  if (!value.is_string()) {
    problem(at, "expected a path");
    return std::nullopt;
  }
  try {
    return parse_target(value.as_string(), captures);
  } catch (const PathError& error) {
    problem(at, "the path \"" + value.as_string() + "\" " + error.what());
    return std::nullopt;
  }
}

void Compiler::paths(const Value& value, const std::string& at,
                     const std::function<void(Path, const std::string& at)>& use) {
  const auto one = [&](const Value& text, const std::string& here) {
    if (!text.is_string()) return problem(here, "expected a path");
    if (auto read = path(text.as_string(), here)) use(std::move(*read), here);
  };
  if (value.is_string()) return one(value, at);
  if (!value.is_array()) return problem(at, "expected a path or a list of paths");
  for (std::size_t i = 0; i < value.as_array().size(); ++i)
    one(value.as_array()[i], at + "/" + std::to_string(i));
}

void Compiler::path_map(const Value& value, const std::string& at, const PathUse& use) {
  if (!value.is_object()) return problem(at, "expected an object whose keys are paths");
  for (const auto& [text, taken] : value.as_object()) {
    const auto here = at + token(text);
    if (auto read = path(text, here)) use(std::move(*read), taken, here);
  }
}

std::optional<StepValue> Compiler::value(const Value& value, const std::string& at) {
  const auto before = problems_.size();
  auto made = StepValue::compile(value, at, problems_);
  if (problems_.size() > before) return std::nullopt;
  return made;
}

std::optional<Condition> Compiler::condition(const Value& value, const std::string& at) {
  if (!value.is_string()) {
    problem(at, "expected an expression", "For example: \"hours > `0`\".");
    return std::nullopt;
  }
  return Condition::compile_condition(value.as_string(), at, problems_);
}

bool Compiler::has_keys(const Value& value, const std::string& at,
                        std::initializer_list<std::string_view> known,
                        std::initializer_list<std::string_view> required) {
  const auto before = problems_.size();
  if (!value.is_object()) {
    problem(at, "expected an object, got " + std::string(value.type_name()));
    return false;
  }
  std::string names;
  for (const auto name : known) names += (names.empty() ? "" : ", ") + std::string(name);
  for (const auto& member : value.as_object())
    if (std::find(known.begin(), known.end(), member.name) == known.end())
      problem(at + token(member.name), "unknown key \"" + member.name + "\"", "one of " + names);
  for (const auto name : required)
    if (!value.find(name)) problem(at, "\"" + std::string(name) + "\" is missing");
  return problems_.size() == before;
}

std::optional<std::size_t> Compiler::choice(const Value& value, const std::string& at,
                                            std::initializer_list<std::string_view> words) {
  std::string names;
  for (const auto word : words) names += (names.empty() ? "" : ", ") + std::string(word);
  const auto found =
      value.is_string() ? std::find(words.begin(), words.end(), value.as_string()) : words.end();
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  problem(at, value.is_string() ? "\"" + value.as_string() + "\" is not one of " + names
                                : "expected one of " + names);
  return std::nullopt;
}

} // namespace timely
