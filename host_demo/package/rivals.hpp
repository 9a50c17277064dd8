// SPDX-License-Identifier: MIT
#pragma once
#include "package/discovery.hpp"

namespace host {

// Decides between packages that are in order each by itself: the newest version of a package is
// used and the others become inactive; the same version twice, and two packages with a prototype
// of the same id, are all refused until the user has chosen. A built-in package always stays.
void settle_rivals(std::vector<Found>& packages);

} // namespace host
