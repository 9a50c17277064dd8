// SPDX-License-Identifier: MIT
#pragma once
// Files that a configuration names, in fields that a form marks with "x-file".

#include "config/configuration.hpp"
#include "package/package_set.hpp"

#include <vector>

namespace host {

// One for each file that is to be read ("x-file": "read") and is not there or cannot be read, and
// for each that is to be written ("write") where its folder is not there or cannot be written to.
// A file that an outgoing writes may be read before it is there. "-" is no file. Looks at the file
// system.
std::vector<Problem> file_problems(const Configuration& configuration, const PackageSet& packages);

} // namespace host
