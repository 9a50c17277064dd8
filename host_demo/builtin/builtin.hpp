// SPDX-License-Identifier: MIT
#pragma once
// The package that comes with the host: files in and out, made over the same C interface as any
// other package, so that the host has one way of dealing with prototypes.

#include <hif/entry.h>

#include <string_view>

namespace host {

// What hif_entry_v1 gives for a loaded package. Lives as long as the process.
const hif_entry* builtin_entry();

// Text of its manifest.json.
std::string_view builtin_manifest();

// Text of a form by its path in the manifest ("forms/file_publisher.json"); empty when there is
// none.
std::string_view builtin_form(std::string_view name);

} // namespace host
