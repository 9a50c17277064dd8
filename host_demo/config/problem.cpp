// SPDX-License-Identifier: MIT
#include "config/problem.hpp"

#include <algorithm>

namespace host {

namespace {

std::string lines_of(const std::vector<Problem>& problems) {
  std::string text;
  for (const auto& problem : problems) {
    if (!text.empty()) text += '\n';
    text += to_string(problem);
  }
  return text;
}

Exit::Code exit_of(const std::vector<Problem>& problems) {
  const auto about_prototypes = [](const Problem& p) { return p.exit_code == Exit::package; };
  return std::ranges::all_of(problems, about_prototypes) ? Exit::package : Exit::usage;
}

} // namespace

std::string to_string(const Problem& problem) {
  // What stands on further lines of the message is an excerpt, with a caret below what is meant.
  const auto sentence_end = std::min(problem.message.find('\n'), problem.message.size());
  auto text = problem.file + ":" + std::to_string(problem.line) + ":" +
              std::to_string(problem.column) + ": " + problem.message.substr(0, sentence_end) + ".";
  if (!problem.hint.empty()) text += " " + problem.hint;
  return text + problem.message.substr(sentence_end);
}

hif::json::Value to_json(const Problem& problem) {
  return hif::json::Object{{"file", problem.file},       {"line", problem.line},
                           {"column", problem.column},   {"path", problem.path},
                           {"message", problem.message}, {"hint", problem.hint}};
}

ConfigurationError::ConfigurationError(std::vector<Problem> problems)
    : Failure(exit_of(problems), lines_of(problems)), problems_(std::move(problems)) {}

} // namespace host
