// SPDX-License-Identifier: MIT
#pragma once
// Routes as people name them on the command line.

#include "config/configuration.hpp"

#include <string>
#include <vector>

namespace host {

// The routes of these names, all when there are none. Throws Failure (exit 2) for a name that the
// configuration does not have, and when there is no route at all.
std::vector<const RouteConfig*> named_routes(const Configuration& configuration,
                                             const std::vector<std::string>& names);

} // namespace host
