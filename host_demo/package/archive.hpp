// SPDX-License-Identifier: MIT
#pragma once
// A package's folder as one file, to be handed on.

#include <filesystem>

namespace host {

// Writes the plain files below `folder` into `<file>`, a gzip-compressed POSIX ustar archive that
// unpacks into the folder's name. The same files give the same bytes: sorted, without owners and
// times. Throws Failure (exit 4) when something in it does not belong into a package, and (exit 1)
// when the file cannot be written.
void write_archive(const std::filesystem::path& folder, const std::filesystem::path& file);

} // namespace host
