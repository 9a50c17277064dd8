// SPDX-License-Identifier: MIT
#pragma once
// Lines of YAML to begin a configuration with.

#include "package/package.hpp"

#include <string>

namespace host {

// An object of the prototype, under the section where it belongs: fields that are required or have
// an example in the form are written, the others are comments with their defaults, where they
// have one. Where it has
// entities, the first documented one is named, with all its path needs.
std::string skeleton(const Prototype& prototype);

} // namespace host
