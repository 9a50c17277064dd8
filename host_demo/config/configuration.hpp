// SPDX-License-Identifier: MIT
#pragma once
// A configuration that was read: what the user wants, checked, in the order of the file.

#include "config/source_map.hpp"

#include <hif/sdk/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host {

// In all of them: `config` is an object as the user wrote it, references replaced, defaults of the
// form not filled in; `pointer` is the object's JSON Pointer, and its config lies at
// `pointer + "/config"`.

struct TransformerConfig {
  std::string prototype;
  std::optional<std::string> client;
  hif::json::Value config = hif::json::Object{};
  std::string pointer;
};

struct ClientConfig {
  std::string name;
  std::string prototype;
  hif::json::Value config = hif::json::Object{};
  std::string pointer;
};

struct IncomingConfig {
  std::string name;
  std::string prototype;
  std::optional<std::string> client;
  hif::json::Value config = hif::json::Object{};
  std::vector<TransformerConfig> input_transformers;
  std::vector<TransformerConfig> transformers;
  std::string pointer;
};

struct OutgoingConfig {
  std::string name;
  std::string prototype;
  std::optional<std::string> client;
  std::uint64_t lanes = 1;
  std::string lane_key{}; // a field or a JSON Pointer; given when there are several lanes
  hif::json::Value config = hif::json::Object{};
  std::vector<TransformerConfig> transformers;
  std::vector<TransformerConfig> request_transformers;
  std::vector<TransformerConfig> response_transformers;
  std::string pointer;
};

struct RouteConfig {
  std::string name;
  std::string incoming;
  std::vector<TransformerConfig> transformers;
  std::vector<std::string> outgoing;   // names; at least one, each once
  std::optional<std::string> schedule; // five fields of cron
  std::string time_zone{};             // of the schedule; empty: that of this machine
  std::string pointer;
};

// An environment variable that a value is made of: ${env:NAME} or ${env:NAME:-fallback}.
struct VariableUse {
  std::string name;
  std::optional<std::string> fallback;
  bool is_set = false;
  std::string path;       // JSON Pointer to the value
  bool is_secret = false; // the value is marked writeOnly in its form
};

struct Configuration {
  std::string file;
  std::vector<ClientConfig> clients;
  std::vector<IncomingConfig> incoming;
  std::vector<OutgoingConfig> outgoing;
  std::vector<RouteConfig> routes;
  SourceMap source;

  // Values that must never be shown: those of fields marked writeOnly in their form, and what
  // ${env:…} and ${file:…} put into them. Not empty, each once.
  std::vector<std::string> secrets;
  // ${env:NAME} without default whose variable is not set: the text is empty there, unchecked
  // against the form. No fault until the value is needed.
  std::vector<Problem> missing_variables;

  // Each once, as they were read; a secret when it is one anywhere.
  std::vector<VariableUse> variables;

  // Null when there is none of that name.
  const ClientConfig* find_client(std::string_view name) const;
  const IncomingConfig* find_incoming(std::string_view name) const;
  const OutgoingConfig* find_outgoing(std::string_view name) const;
  const RouteConfig* find_route(std::string_view name) const;

  // To be called before an object is used: throws ConfigurationError with each variable that is
  // not set although the object, or what it works over, needs it.
  void require(const ClientConfig& client) const;
  void require(const IncomingConfig& incoming) const;
  void require(const OutgoingConfig& outgoing) const;
  void require(const RouteConfig& route) const;

  // Whether a value at the pointer or below it lacks its variable: a package that is asked about
  // such an object complains of texts that are only empty for now.
  bool lacks_variable(std::string_view pointer) const;

  // A problem that a package found, for instance at `incoming.pointer + "/config" + its_pointer`.
  Problem problem(std::string_view pointer, std::string message, std::string hint = {}) const;
};

} // namespace host
