// SPDX-License-Identifier: MIT
#include "config/transform_cases.hpp"

#include "config/bounded_file.hpp"
#include "config/form_reader.hpp"

#include <hif/sdk/json_parse.hpp>

#include <algorithm>

namespace host {
namespace {

using hif::json::Value;

const Value& cases_form() {
  static const auto form = hif::json::parse(R"({
    "type": "array", "minItems": 1,
    "items": {
      "description": "A case has an input, and an output, an error or both.",
      "type": "object", "additionalProperties": false, "required": ["input"],
      "properties": {
        "name": {"type": "string", "minLength": 1},
        "input": {"type": ["object", "array"], "items": {"type": "object"}},
        "output": {"type": ["object", "array"], "items": {"type": "object"}},
        "error": {"type": "string", "minLength": 1}
      }
    }
  })");
  return form;
}

std::vector<Value> records_of(const Value* value) {
  if (!value) return {};
  return value->is_array() ? value->as_array() : std::vector<Value>{*value};
}

TransformCase case_of(const Value& value, std::size_t number, Position position) {
  TransformCase result;
  const auto* name = value.find("name");
  result.name = name ? name->as_string() : "case " + std::to_string(number);
  result.position = position;
  result.input = records_of(value.find("input"));
  result.output = records_of(value.find("output"));
  if (const auto* error = value.find("error")) result.error = error->as_string();
  return result;
}

} // namespace

std::vector<TransformCase> load_transform_cases(const std::filesystem::path& file,
                                                const LoadOptions& options) {
  const auto name = file.string();
  Findings findings;
  auto content = read_file(file, YamlDocument::max_bytes);
  const auto give_up = [&](std::string message) {
    findings.problems.push_back({.file = name,
                                 .path = {},
                                 .message = std::move(message),
                                 .hint = "Write a list of {name: …, input: …, output: …}."});
    throw ConfigurationError(std::move(findings.problems));
  };
  if (!content.fault.empty()) give_up("cannot read the file: " + content.fault);
  YamlDocument document;
  document.read(std::move(content.text), name, findings.problems);
  const auto* root = document.root();
  if (!root || root->is_nothing()) {
    if (findings.problems.empty()) give_up("the file is empty");
    throw ConfigurationError(std::move(findings.problems));
  }
  const References references(file.parent_path(), options.variable);
  const auto list = FormReader(name, references)
                        .read(Form(&cases_form()),
                              {.node = root, .pointer = {}, .key = root->position}, findings);
  std::ranges::move(findings.missing_variables, std::back_inserter(findings.problems));
  std::vector<TransformCase> cases;
  if (findings.problems.empty())
    for (std::size_t i = 0; i < list.as_array().size(); ++i) {
      const auto& value = list.as_array()[i];
      const auto position = root->items[i]->position;
      if (!value.find("output") && !value.find("error"))
        findings.problems.push_back({.file = name,
                                     .line = position.line,
                                     .column = position.column,
                                     .path = "/" + std::to_string(i),
                                     .message = "the case says neither output nor error",
                                     .hint = "[] is the output of records that are left out."});
      cases.push_back(case_of(value, i + 1, position));
    }
  if (!findings.problems.empty()) throw ConfigurationError(std::move(findings.problems));
  return cases;
}

} // namespace host
