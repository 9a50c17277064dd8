// SPDX-License-Identifier: MIT
#pragma once
// Opening the shared library of a package: hash, file type, load, entry, in this order.

#include "package/manifest.hpp"

#include <hif/entry.h>

#include <filesystem>
#include <string>

namespace host {

// Size, hash and file type of the library for this platform, without loading it. Throws Refused.
void verify_library(const Manifest& manifest, const std::filesystem::path& package_dir);

// Loads it and gives its entry. What is hashed is what is loaded: the bytes are read once into
// sealed memory (memfd_create), and by path only where the system has none. Stays mapped until the
// process ends, so that nothing it gave out can dangle. Throws Refused.
const hif_entry& load_library(const Manifest& manifest, const std::filesystem::path& package_dir);

// The entry's size, ids, version and prototypes against the manifest. Throws Refused; `file` is
// what to blame.
void verify_entry(const hif_entry* entry, const Manifest& manifest, const std::string& file);

// Calls init() once. Throws Refused (init-failed) with what the package said.
void init_package(const hif_entry& entry, const hif_host* host,
                  const std::filesystem::path& package_dir, const std::string& file);

}  // namespace host
