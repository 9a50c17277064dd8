// SPDX-License-Identifier: MIT
#pragma once
// What every command works with, made when it is first asked for.

#include "cli/options.hpp"
#include "config/load.hpp"
#include "package/package_set.hpp"
#include "services/host_object.hpp"
#include "store/store.hpp"

#include <map>
#include <memory>

namespace host {

class Environment {
 public:
  explicit Environment(GlobalOptions options);
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment();

  const GlobalOptions& options() const { return options_; }
  Log& log() { return log_; }
  Store& store() { return *store_; }
  Services services() { return {log_, secrets_, *store_, *store_}; }
  PackageSet& packages();
  // What configurations are checked against.
  PrototypeLookup prototypes();
  // Keeps a library out from now on; packages are looked for anew.
  void quarantine(std::string_view sha256, std::string_view reason);
  // To be called before the configuration is first read: another file, and variables that go
  // before those of the process.
  void set_configuration_file(const std::filesystem::path& file) { options_.config = file; }
  void set_variables(std::map<std::string, std::string> variables);
  const std::map<std::string, std::string>& variables() const { return variables_; }
  // The configuration without fault; its secrets are masked from here on. Throws Failure (exit 2,
  // or 4 when a prototype is missing) with every problem.
  const Configuration& configuration();
  // A list of transformers without fault, its secrets masked as well. One that names a client
  // needs the configuration too. Throws as configuration().
  TransformerList transformers(const std::filesystem::path& file);
  // As it is, with its problems.
  ExaminedConfiguration examine();
  const Masker& masker() const { return *masker_; }

 private:
  LoadOptions load_options() const;

  GlobalOptions options_;
  std::map<std::string, std::string> variables_;
  std::shared_ptr<Masker> masker_;
  Log log_;
  Secrets secrets_;
  std::unique_ptr<Store> store_;
  HostObject package_host_; // what packages see at init()
  std::unique_ptr<PackageSet> packages_;
  std::unique_ptr<Configuration> configuration_;
};

} // namespace host
