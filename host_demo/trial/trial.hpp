// SPDX-License-Identifier: MIT
#pragma once
// Trying a package as a host would use it, and misuse it, in child processes that it may bring
// down: what docs/packages.md lists under "What only running shows".

#include "package/discovery.hpp"
#include "trial/finding.hpp"

#include <chrono>
#include <map>

namespace host {

struct TrialOptions {
  // Configurations by prototype id, instead of the ones that are made from the forms.
  std::map<std::string, hif::json::Value> samples;
  // How long a function of the package may take before it counts as hanging.
  std::chrono::milliseconds silence{10'000};
};

struct TrialReport {
  std::string id, version;
  std::optional<Refusal> refusal; // what any host would refuse it for; then nothing was tried
  std::vector<Finding> findings;
  std::string library_sha256;
  std::string crash; // "acme.copy: create() crashed (SIGSEGV)"; empty when nothing did

  // Neither refused nor failed in anything.
  bool in_order() const;
};

// The package in `folder`, wherever it lies. Nothing that it does touches the store, the secrets or
// the network of the user, save what it does by itself. Throws Failure (exit 2) when there is no
// such folder. Only while the process has one thread.
TrialReport try_package(const std::filesystem::path& folder, const Discovery& discovery,
                        const TrialOptions& options);

} // namespace host
