// SPDX-License-Identifier: MIT
#include "config/load.hpp"

#include "config/bounded_file.hpp"
#include "config/configuration_reader.hpp"

#include <algorithm>
#include <tuple>

namespace host {

namespace {

void add(std::vector<Problem>& problems, const std::string& file, std::string message,
         std::string hint) {
  problems.push_back(
      {.file = file, .path = {}, .message = std::move(message), .hint = std::move(hint)});
}

// Null when there is nothing to go on with; `problems` say why.
std::shared_ptr<const YamlDocument> read_document(const std::filesystem::path& path,
                                                  const std::string& hint,
                                                  std::vector<Problem>& problems) {
  const auto file = path.string();
  auto content = read_file(path, YamlDocument::max_bytes);
  if (!content.fault.empty()) {
    add(problems, file, "cannot read the file: " + content.fault, hint);
    return nullptr;
  }
  auto document = std::make_shared<YamlDocument>();
  document->read(std::move(content.text), file, problems);
  if (document->root() && !document->root()->is_nothing()) return document;
  if (problems.empty()) add(problems, file, "the file is empty", hint);
  return nullptr;
}

void finish(std::vector<Problem>& problems) {
  std::ranges::stable_sort(problems, {},
                           [](const Problem& p) { return std::tuple(p.line, p.column); });
}

std::vector<std::string> finish(std::vector<std::string> secrets) {
  std::ranges::sort(secrets);
  secrets.erase(std::unique(secrets.begin(), secrets.end()), secrets.end());
  return secrets;
}

std::vector<VariableUse> each_once(std::vector<VariableUse> uses) {
  std::vector<VariableUse> variables;
  for (auto& use : uses) {
    const auto known = std::ranges::find(variables, use.name, &VariableUse::name);
    if (known == variables.end()) {
      variables.push_back(std::move(use));
      continue;
    }
    known->is_secret = known->is_secret || use.is_secret;
    if (!use.fallback) known->fallback.reset();
  }
  return variables;
}

} // namespace

ExaminedConfiguration examine_configuration(const std::filesystem::path& file,
                                            const PrototypeLookup& prototypes,
                                            const LoadOptions& options) {
  ExaminedConfiguration result;
  result.configuration.file = file.string();
  const auto document = read_document(
      file, "Name another one with --config, or write one that begins with \"version: 1\".",
      result.problems);
  if (!document) return result;
  const References references(file.parent_path(), options.variable);
  ConfigurationReader reader(file.string(), document, prototypes, references);
  result.configuration = reader.read_configuration();
  auto& found = reader.findings();
  std::ranges::move(found.problems, std::back_inserter(result.problems));
  finish(result.problems);
  finish(found.missing_variables);
  result.configuration.missing_variables = std::move(found.missing_variables);
  result.configuration.secrets = finish(std::move(found.secrets));
  result.configuration.variables = each_once(std::move(found.variables));
  return result;
}

Configuration load_configuration(const std::filesystem::path& file,
                                 const PrototypeLookup& prototypes, const LoadOptions& options) {
  auto examined = examine_configuration(file, prototypes, options);
  if (!examined.problems.empty()) throw ConfigurationError(std::move(examined.problems));
  return std::move(examined.configuration);
}

TransformerList load_transformers(const std::filesystem::path& file,
                                  const PrototypeLookup& prototypes, const LoadOptions& options) {
  TransformerList list;
  list.file = file.string();
  std::vector<Problem> problems;
  const auto document =
      read_document(file, "Write a list of {prototype: …, config: {…}}.", problems);
  if (document) {
    const References references(file.parent_path(), options.variable);
    ConfigurationReader reader(list.file, document, prototypes, references);
    list.transformers = reader.read_transformers(options.clients);
    auto& found = reader.findings();
    std::ranges::move(found.problems, std::back_inserter(problems));
    std::ranges::move(found.missing_variables, std::back_inserter(problems));
    list.secrets = finish(std::move(found.secrets));
  }
  if (!problems.empty()) {
    finish(problems);
    throw ConfigurationError(std::move(problems));
  }
  list.source = SourceMap(document);
  return list;
}

} // namespace host
