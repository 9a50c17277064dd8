// SPDX-License-Identifier: MIT
#pragma once
// Opening the shared library of a package: hash, file type, load, entry, in this order.

#include "package/manifest.hpp"

#include <hif/entry.h>

#include <filesystem>

namespace host {

// Size, hash and file type of the library for this platform, without loading it. Throws Refused.
void verify_library(const Manifest& manifest, const std::filesystem::path& package_dir);

// Loads it and gives its entry; null when the package declines to work with this host. What is
// hashed is what is loaded: the bytes are read once into sealed memory (memfd_create), and by path
// only where the system has none. Stays mapped until the process ends, so that nothing it gave out
// can dangle. To be called under load_serial(). Throws Refused.
const hif_entry* load_library(const Manifest& manifest, const std::filesystem::path& package_dir);

} // namespace host
