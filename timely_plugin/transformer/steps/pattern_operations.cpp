// SPDX-License-Identifier: MIT
#include "transformer/steps/pattern_operations.hpp"

#include <re2/re2.h>

namespace timely::steps {
namespace {

using hif::json::Value;

std::unique_ptr<RE2> compiled(const Value& pattern, const std::string& at, Compiler& compiler) {
  if (!pattern.is_string()) {
    compiler.problem(at, "expected a regular expression");
    return nullptr;
  }
  auto made = std::make_unique<RE2>(pattern.as_string(), RE2::Quiet);
  if (made->ok()) return made;
  compiler.problem(at, "the regular expression is wrong: " + made->error(),
                   "The syntax is RE2's; a backslash is written once in single quotes.");
  return nullptr;
}

class Replace final : public Function {
 public:
  Replace(std::unique_ptr<RE2> pattern, std::string with, bool all)
      : pattern_(std::move(pattern)), with_(std::move(with)), all_(all) {}
  Value operator()(const Value& value, const Scope&) const override {
    auto text = text_operand(value);
    if (all_)
      RE2::GlobalReplace(&text, *pattern_, with_);
    else
      RE2::Replace(&text, *pattern_, with_);
    return text;
  }

 private:
  std::unique_ptr<RE2> pattern_;
  std::string with_;
  bool all_;
};

class Match final : public Function {
 public:
  std::unique_ptr<RE2> pattern;
  int group = 0;
  std::optional<Value> otherwise; // none: no match is an error

  Value operator()(const Value& value, const Scope&) const override {
    const auto text = text_operand(value);
    std::vector<re2::StringPiece> groups(static_cast<std::size_t>(group) + 1);
    const bool found = pattern->Match(text, 0, text.size(), RE2::UNANCHORED, groups.data(),
                                      static_cast<int>(groups.size()));
    if (found && groups.back().data()) return std::string(groups.back());
    if (otherwise) return *otherwise;
    throw Conflict(shown(value) + " does not match " + pattern->pattern());
  }
};

} // namespace

std::unique_ptr<Function> make_replace(const Value& argument, const std::string& at,
                                       Compiler& compiler) {
  if (!compiler.has_keys(argument, at, {"pattern", "with", "all"}, {"pattern", "with"}))
    return nullptr;
  auto pattern = compiled(*argument.find("pattern"), at + "/pattern", compiler);
  const auto& with = *argument.find("with");
  const auto* all = argument.find("all");
  if (!with.is_string()) compiler.problem(at + "/with", "expected a text");
  if (all && !all->is_bool()) compiler.problem(at + "/all", "expected true or false");
  if (!pattern || !with.is_string() || (all && !all->is_bool())) return nullptr;
  std::string error;
  if (!pattern->CheckRewriteString(with.as_string(), &error)) {
    compiler.problem(at + "/with", "the replacement is wrong: " + error,
                     "\\1 is what the first group matched; \\\\ is a backslash.");
    return nullptr;
  }
  return std::make_unique<Replace>(std::move(pattern), with.as_string(), !all || all->as_bool());
}

std::unique_ptr<Function> make_match(const Value& argument, const std::string& at,
                                     Compiler& compiler) {
  auto made = std::make_unique<Match>();
  if (argument.is_string()) {
    made->pattern = compiled(argument, at, compiler);
    if (made->pattern) made->group = made->pattern->NumberOfCapturingGroups() > 0 ? 1 : 0;
    return made->pattern ? std::move(made) : nullptr;
  }
  if (!compiler.has_keys(argument, at, {"pattern", "group", "otherwise"}, {"pattern"}))
    return nullptr;
  made->pattern = compiled(*argument.find("pattern"), at + "/pattern", compiler);
  if (!made->pattern) return nullptr;
  const auto groups = made->pattern->NumberOfCapturingGroups();
  made->group = groups > 0 ? 1 : 0;
  if (const auto* group = argument.find("group")) {
    const auto number = group->to_int64();
    if (!number || *number < 0 || *number > groups) {
      compiler.problem(at + "/group", "the pattern has " + std::to_string(groups) + " groups",
                       "0 is the whole match.");
      return nullptr;
    }
    made->group = static_cast<int>(*number);
  }
  if (const auto* otherwise = argument.find("otherwise")) made->otherwise = *otherwise;
  return made;
}

} // namespace timely::steps
