// SPDX-License-Identifier: MIT
#pragma once
// Which packages there are. Reads manifests and looks at files; opens no library, ever.

#include "package/manifest.hpp"
#include "package/quarantine.hpp"
#include "package/refusal.hpp"

#include <hif/entry.h>
#include <hif/host.h>
#include <hif/sdk/json.hpp>

#include <filesystem>
#include <vector>

namespace host {

// A folder of packages: <path>/<package id>-<version>/manifest.json, nothing deeper.
struct PluginDir {
  std::filesystem::path path;
  // Given by the user: that it does not exist is a mistake. Else it is passed over.
  bool named_by_user = true;
};

// A package inside the executable. The texts must live as long as the process.
struct BuiltIn {
  std::string_view manifest;
  std::map<std::string, std::string_view, std::less<>> forms; // by the path in the manifest
  const hif_entry* entry = nullptr;
};

struct Discovery {
  std::vector<PluginDir> dirs;
  std::vector<BuiltIn> built_in;
  // Extensions that this host offers: what a package may require.
  std::vector<std::string> extensions = {"hif.clock/1", "hif.lease/1", "hif.log/1", "hif.secrets/1",
                                         "hif.state/1"};
  // Libraries that crashed or hung before.
  Quarantine quarantine;
  // Given to init() of each package that is opened; must outlive the process's use of packages.
  const hif_host* host = nullptr;
};

enum class State { ok, refused, inactive };
std::string_view name_of(State state);

// One package as it was found.
struct Found {
  std::string id, version;    // of the folder's name while the manifest cannot be read
  std::filesystem::path path; // absolute; empty for a built-in package
  std::optional<Manifest> manifest;
  std::vector<hif::json::Value> forms; // by the position of the prototype in the manifest
  std::optional<Refusal> refusal;      // also for inactive ones: older-version
  State state = State::ok;
  const BuiltIn* built_in = nullptr; // into the Discovery
};

// Every package, the built-in ones first, then by directory and name. Throws Failure (exit 2) when
// a directory named by the user does not exist or cannot be read.
std::vector<Found> find_packages(const Discovery& discovery);

// The package in one folder, of whatever name and wherever it lies, by itself. Throws Failure
// (exit 2) when there is no such folder.
Found find_package(const std::filesystem::path& folder, const Discovery& discovery);

} // namespace host
