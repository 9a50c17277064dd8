// SPDX-License-Identifier: MIT
#pragma once
// The package that comes with the host: files in and out, made over the same C interface as any
// other package, so that the host has one way of dealing with prototypes.

#include <hif/entry.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace host {

// What hif_entry_v1 gives for a loaded package. Lives as long as the process.
const hif_entry* builtin_entry();

// Text of its manifest.json.
std::string_view builtin_manifest();

// Texts of its forms by their paths in the manifest ("forms/file_publisher.json").
std::map<std::string, std::string_view, std::less<>> builtin_forms();

} // namespace host
