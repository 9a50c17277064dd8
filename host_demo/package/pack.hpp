// SPDX-License-Identifier: MIT
#pragma once
#include <filesystem>

namespace host {

// Fills the sizes and hashes of libraries and catalogue into a package's manifest.json, in the
// order and under the names that it has, and takes the write permission from group and others.
// Throws Failure (exit 4) when the manifest or a file that it names cannot be read or written.
void pack_package(const std::filesystem::path& folder);

} // namespace host
