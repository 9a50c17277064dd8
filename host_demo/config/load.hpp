// SPDX-License-Identifier: MIT
#pragma once
// Reads configurations and lists of transformers, and finds everything wrong with them.

#include "config/configuration.hpp"
#include "config/prototype_lookup.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace host {

struct LoadOptions {
  // The value of an environment variable; unset: that of the process.
  std::function<std::optional<std::string>(const std::string& name)> variable;
  // The clients that a list of transformers may name; asked for when it names one. Unset: none.
  std::function<std::vector<ClientConfig>()> clients;
};

struct ExaminedConfiguration {
  Configuration configuration;   // what could be read of it
  std::vector<Problem> problems; // by position; missing variables are not among them
};

// All that is wrong, in one go; a file that cannot be read is a problem as well.
ExaminedConfiguration examine_configuration(const std::filesystem::path& file,
                                            const PrototypeLookup& prototypes,
                                            const LoadOptions& options = {});

// A configuration without fault. Throws ConfigurationError.
Configuration load_configuration(const std::filesystem::path& file,
                                 const PrototypeLookup& prototypes,
                                 const LoadOptions& options = {});

// A list of transformers as `hif transform` takes it; pointers begin at the list ("/0/config").
struct TransformerList {
  std::string file;
  std::vector<TransformerConfig> transformers;
  std::vector<std::string> secrets;
  SourceMap source;
};

// A missing variable is a fault here. Throws ConfigurationError.
TransformerList load_transformers(const std::filesystem::path& file,
                                  const PrototypeLookup& prototypes,
                                  const LoadOptions& options = {});

} // namespace host
