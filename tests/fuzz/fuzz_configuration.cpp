// SPDX-License-Identifier: MIT
// Any text is a configuration or has problems, each with words and a place in the text, told in
// the order of their places.

#include "config/configuration_reader.hpp"

#include <hif/sdk/json_parse.hpp>

#include <algorithm>
#include <cstdlib>

namespace {

using hif::json::Value;

constexpr auto form_text = R"({
  "type": "object", "additionalProperties": false, "required": ["entity"],
  "properties": {
    "entity": {"type": "string", "minLength": 1},
    "secret": {"type": "string", "writeOnly": true},
    "port": {"type": "integer", "minimum": 1, "maximum": 65535},
    "rate": {"type": "number", "exclusiveMinimum": 0},
    "verify": {"type": "boolean"},
    "method": {"type": "string", "enum": ["GET", "POST"]},
    "on": {"type": ["string", "integer", "null"]},
    "headers": {"type": "object", "additionalProperties": {"type": "string"}},
    "steps": {"type": "array", "maxItems": 3, "items": {"type": "object", "minProperties": 1}},
    "payload": {}
  }})";

host::PrototypeLookup prototypes() {
  static const Value form = hif::json::parse(form_text);
  host::PrototypeLookup lookup;
  lookup.ids = {"acme.client", "acme.subscriber", "acme.publisher", "acme.transformer"};
  lookup.find = [](std::string_view id) -> std::optional<host::PrototypeFacts> {
    for (const auto* kind : {"client", "subscriber", "publisher", "transformer"}) {
      if (id != std::string("acme.") + kind) continue;
      const auto over_a_client = kind == std::string_view("subscriber");
      return host::PrototypeFacts{.kind = kind,
                                  .form = &form,
                                  .clients = over_a_client ? std::vector<std::string>{"acme.client"}
                                                           : std::vector<std::string>{},
                                  .refusal = {}};
    }
    return std::nullopt;
  };
  return lookup;
}

void expect_told_well(const std::vector<host::Problem>& problems, std::string_view text) {
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  for (const auto& problem : problems)
    if (problem.message.empty() || problem.line < 1 || problem.line > lines || problem.column < 1)
      std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto document = std::make_shared<host::YamlDocument>();
  std::vector<host::Problem> problems;
  document->read(text, "hif.yaml", problems);
  expect_told_well(problems, text);
  if (!document->root()) return 0;
  static const auto lookup = prototypes();
  const host::References references("/nonexistent", [](const std::string& name) {
    return name == "KEY" ? std::optional<std::string>("${env:KEY}") : std::nullopt;
  });
  host::ConfigurationReader whole("hif.yaml", document, lookup, references);
  whole.read_configuration();
  expect_told_well(whole.findings().problems, text);
  host::ConfigurationReader list("transformers.yaml", document, lookup, references);
  list.read_transformers([] { return std::vector<host::ClientConfig>{}; });
  expect_told_well(list.findings().problems, text);
  return 0;
}
