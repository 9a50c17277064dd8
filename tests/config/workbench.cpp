// SPDX-License-Identifier: MIT
#include "config/workbench.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace host::test {

namespace {

constexpr auto client_form = R"({
  "type": "object", "additionalProperties": false, "required": ["key"],
  "properties": {
    "base_uri": {"type": "string", "format": "uri", "description": "Origin of the API."},
    "key": {"type": "string", "minLength": 1, "description": "Name of the application."},
    "secret": {"type": "string", "minLength": 1, "writeOnly": true},
    "port": {"type": "integer", "minimum": 1, "maximum": 65535, "description": "TCP port."},
    "rate": {"type": "number", "exclusiveMinimum": 0},
    "verify": {"type": "boolean"},
    "headers": {"type": "object", "additionalProperties": {"type": "string"}}
  }})";

constexpr auto reader_form = R"({
  "type": "object", "additionalProperties": false, "required": ["method", "entity"],
  "properties": {
    "method": {"type": "string", "enum": ["GET", "POST"]},
    "entity": {"type": "string", "minLength": 1, "description": "What to read."},
    "parameters": {
      "type": "object", "additionalProperties": false,
      "properties": {
        "path": {"type": "object", "additionalProperties": {"type": ["string", "integer"]}},
        "query": {"type": "object"},
        "payload": {"description": "Anything."}}},
    "page_size": {"type": "integer", "minimum": 1}
  }})";

constexpr auto file_form = R"({
  "type": "object", "additionalProperties": false, "required": ["path"],
  "properties": {"path": {"type": "string", "minLength": 1, "description": "File to write."}}})";

constexpr auto mapping_form = R"({
  "type": "object", "additionalProperties": false, "required": ["steps"],
  "properties": {
    "steps": {"type": "array", "items": {"type": "object", "minProperties": 1, "maxProperties": 1}},
    "on_error": {"type": "string", "enum": ["fail", "skip", "null"]}}})";

} // namespace

Workbench::Workbench() {
  auto name = (std::filesystem::temp_directory_path() / "hif-config-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make a folder for the test");
  folder_ = name;
  offer("acme.client", "client", client_form);
  offer("acme.reader", "subscriber", reader_form, {"acme.client"});
  offer("acme.writer", "publisher", reader_form, {"acme.client"});
  offer("acme.mapping", "transformer", mapping_form);
  offer("host.file_publisher", "publisher", file_form);
  offer("host.file_subscriber", "subscriber", file_form);
}

Workbench::~Workbench() {
  std::filesystem::remove_all(folder_);
}

std::filesystem::path Workbench::write(const std::string& name, const std::string& text) const {
  const auto path = folder_ / name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

void Workbench::offer(const std::string& id, const std::string& kind, const std::string& form,
                      std::vector<std::string> clients, std::string refusal) {
  auto& offer = offers_[id];
  offer.form = hif::json::parse(form);
  offer.facts = {.kind = kind,
                 .form = &offer.form,
                 .clients = std::move(clients),
                 .refusal = std::move(refusal)};
}

PrototypeLookup Workbench::prototypes() const {
  PrototypeLookup lookup;
  for (const auto& [id, offer] : offers_) lookup.ids.push_back(id);
  lookup.find = [this](std::string_view id) -> std::optional<PrototypeFacts> {
    const auto found = offers_.find(id);
    if (found == offers_.end()) return std::nullopt;
    return found->second.facts;
  };
  return lookup;
}

LoadOptions Workbench::options() const {
  LoadOptions options;
  options.variable = [this](const std::string& name) -> std::optional<std::string> {
    const auto found = variables_.find(name);
    if (found == variables_.end()) return std::nullopt;
    return found->second;
  };
  return options;
}

ExaminedConfiguration Workbench::examine(const std::string& text) {
  return examine_configuration(write("hif.yaml", text), prototypes(), options());
}

Configuration Workbench::load(const std::string& text) {
  return load_configuration(write("hif.yaml", text), prototypes(), options());
}

std::vector<std::string> Workbench::problems(const std::string& text) {
  std::vector<std::string> lines;
  for (const auto& problem : examine(text).problems) lines.push_back(line_of(problem));
  return lines;
}

std::string line_of(const Problem& problem) {
  auto line = std::to_string(problem.line) + ":" + std::to_string(problem.column) + " " +
              problem.path + ": " + problem.message;
  return problem.hint.empty() ? line : line + " | " + problem.hint;
}

namespace {

// `config` by one level deeper, from line 6 and column 7 on.
std::string with_config(const std::string& config) {
  std::string text = "version: 1\noutgoing:\n  made:\n    prototype: acme.made\n    config:\n";
  std::size_t start = 0;
  while (start < config.size()) {
    const auto end = std::min(config.find('\n', start), config.size());
    text += "      " + config.substr(start, end - start) + "\n";
    start = end + 1;
  }
  return text;
}

} // namespace

std::string Workbench::read_by(const std::string& form, const std::string& config) {
  offer("acme.made", "publisher", form);
  return hif::json::print(load(with_config(config)).outgoing.at(0).config);
}

std::vector<std::string> Workbench::problems_by(const std::string& form,
                                                const std::string& config) {
  offer("acme.made", "publisher", form);
  return problems(with_config(config));
}

} // namespace host::test
