// SPDX-License-Identifier: MIT
#pragma once
// Opening the shared library of a package: hash, file type, load, entry, in this order.

#include "package/manifest.hpp"

#include <hif/entry.h>

#include <filesystem>
#include <memory>

namespace host {

// Size, hash and file type of the library for this platform, without loading it. Throws Refused.
void verify_library(const Manifest& manifest, const std::filesystem::path& package_dir);

// A library that was read and checked. What is hashed is what is loaded: the bytes are read once
// into sealed memory (memfd_create), and loaded by path only where the system has none.
class CheckedLibrary {
 public:
  // Reads it. Throws Refused. Any thread.
  CheckedLibrary(const Manifest& manifest, const std::filesystem::path& package_dir);
  CheckedLibrary(CheckedLibrary&&) noexcept;
  ~CheckedLibrary();

  // Loads it and gives its entry; null when the package declines to work with this host. Stays
  // mapped until the process ends, so that nothing it gave out can dangle. Once, under
  // load_serial(). Throws Refused.
  const hif_entry* load();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

} // namespace host
