// SPDX-License-Identifier: MIT
#pragma once
// What a package says once it is loaded, held against its manifest.

#include "package/manifest.hpp"

#include <hif/entry.h>
#include <hif/host.h>

#include <mutex>
#include <string>
#include <vector>

namespace host {

// Held around every function marked [load-serial]: those of all packages exclude each other.
std::mutex& load_serial();

// The entry's size, ids, version and ABI. Throws Refused; `file` is what to blame.
void verify_entry(const hif_entry* entry, const Manifest& manifest, const std::string& file);

// Calls init(). Throws Refused (init-failed) with what the package said.
void init_package(const hif_entry& entry, const hif_host* host, const std::string& package_dir,
                  const std::string& file);

// The tables of the prototypes in the order of the manifest, which must be the same set. To be
// called after init(). Throws Refused.
std::vector<const hif_prototype*> match_prototypes(const hif_entry& entry, const Manifest& manifest,
                                                   const std::string& file);

} // namespace host
