// SPDX-License-Identifier: MIT
#pragma once
// One run of one route, told in the log.

#include "cli/environment.hpp"
#include "run/route_run.hpp"

namespace host {

// Any thread, once the environment has its configuration and its packages. Never throws for what
// goes wrong with the route: the summary says it.
RouteSummary run_one(Environment& environment, const RouteConfig& route, const RouteOptions& how);

} // namespace host
