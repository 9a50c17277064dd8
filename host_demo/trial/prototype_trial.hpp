// SPDX-License-Identifier: MIT
#pragma once
// What runs in the child process.

#include "package/package.hpp"
#include "trial/contained.hpp"

namespace host {

// Opens the package and starts it, and stops it again.
void load_only(const Found& found, const std::filesystem::path& sandbox, const Tell& tell);

// Tries the prototype at `index` of the manifest. `sample`: null for one made from its form.
void try_prototype(const Found& found, std::size_t index, const hif::json::Value* sample,
                   const std::filesystem::path& sandbox, const Tell& tell);

} // namespace host
