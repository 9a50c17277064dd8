// SPDX-License-Identifier: MIT
#include "cli/environment.hpp"

#include "builtin/builtin.hpp"
#include "config/load.hpp"
#include "store/sqlite_store.hpp"

#include <cstdlib>
#include <unistd.h>

namespace host {
namespace {

namespace fs = std::filesystem;

void to_stderr(std::string_view line) {
  while (!line.empty()) {
    const auto written = ::write(STDERR_FILENO, line.data(), line.size());
    if (written <= 0) return; // a log that nobody reads must not end the run
    line.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::vector<PluginDir> plugin_dirs(const std::vector<std::string>& named) {
  std::vector<PluginDir> dirs;
  for (const auto& path : named) dirs.push_back({fs::absolute(path), true});
  if (!dirs.empty()) return dirs;
  std::error_code error;
  if (const auto self = fs::read_symlink("/proc/self/exe", error); !error)
    dirs.push_back({self.parent_path().parent_path() / "lib" / "hif" / "plugins", false});
  if (const char* home = std::getenv("HOME"); home && *home)
    dirs.push_back({fs::path(home) / ".local" / "lib" / "hif" / "plugins", false});
  return dirs;
}

BuiltIn built_in_package() {
  return {.manifest = builtin_manifest(), .forms = builtin_forms(), .entry = builtin_entry()};
}

PrototypeLookup lookup(PackageSet& packages) {
  PrototypeLookup lookup;
  lookup.find = [&packages](std::string_view id) -> std::optional<PrototypeFacts> {
    const auto* prototype = packages.look_up(id);
    PrototypeFacts facts;
    if (!prototype) {
      for (const auto* package : packages.packages()) {
        const auto* manifest = package->manifest();
        const auto refusal = package->refusal();
        if (!manifest || !refusal) continue;
        for (const auto& declared : manifest->prototypes)
          if (declared.id == id) facts.refusal = refusal->text();
      }
      return facts.refusal.empty() ? std::nullopt : std::optional(facts);
    }
    facts.kind = name_of(prototype->kind());
    facts.form = &prototype->form();
    facts.clients = prototype->clients();
    return facts;
  };
  for (const auto* prototype : packages.prototypes()) lookup.ids.push_back(prototype->id());
  return lookup;
}

} // namespace

Environment::Environment(GlobalOptions options)
    : options_(std::move(options)), masker_(std::make_shared<Masker>()),
      log_(masker_, log_level(options_.log_level).value_or(HIF_LOG_INFO), options_.log_format,
           to_stderr),
      secrets_(options_.data_dir), store_(open_sqlite_store(options_.data_dir)),
      package_host_({log_, secrets_, *store_, *store_}, "") {}

Environment::~Environment() = default;

PackageSet& Environment::packages() {
  if (!packages_) {
    Discovery discovery;
    discovery.dirs = plugin_dirs(options_.plugin_dirs);
    discovery.built_in = {built_in_package()};
    discovery.quarantine = read_quarantine(options_.data_dir);
    discovery.host = package_host_.raw();
    packages_ = std::make_unique<PackageSet>(PackageSet::discover(std::move(discovery)));
  }
  return *packages_;
}

PrototypeLookup Environment::prototypes() {
  return lookup(packages());
}

void Environment::quarantine(std::string_view sha256, std::string_view reason) {
  put_in_quarantine(options_.data_dir, sha256, reason);
  packages_.reset();
}

void Environment::set_variables(std::map<std::string, std::string> variables) {
  variables_ = std::move(variables);
}

LoadOptions Environment::load_options() const {
  LoadOptions options;
  if (variables_.empty()) return options;
  options.variable = [this](const std::string& name) -> std::optional<std::string> {
    if (const auto given = variables_.find(name); given != variables_.end()) return given->second;
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
  return options;
}

const Configuration& Environment::configuration() {
  if (!configuration_) {
    configuration_ = std::make_unique<Configuration>(
        load_configuration(options_.config, prototypes(), load_options()));
    for (const auto& secret : configuration_->secrets) masker_->add(secret);
  }
  return *configuration_;
}

TransformerList Environment::transformers(const std::filesystem::path& file) {
  auto options = load_options();
  options.clients = [this] { return configuration().clients; };
  auto list = load_transformers(file, prototypes(), options);
  for (const auto& secret : list.secrets) masker_->add(secret);
  return list;
}

ExaminedConfiguration Environment::examine() {
  auto examined = examine_configuration(options_.config, prototypes(), load_options());
  for (const auto& secret : examined.configuration.secrets) masker_->add(secret);
  return examined;
}

} // namespace host
