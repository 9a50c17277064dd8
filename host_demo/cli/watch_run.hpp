// SPDX-License-Identifier: MIT
#pragma once
// run --watch: keeps the schedules of routes until it is told to stop.

#include "cli/environment.hpp"
#include "run/route_run.hpp"

#include <string>
#include <vector>

namespace host {

struct WatchOptions {
  std::string metrics; // where Prometheus reads, "127.0.0.1:9464"; empty: nowhere
};

// Those of `routes` that have a schedule; `named`: the user asked for just these, so all must have
// one. `how` is how each run is done. Gives the exit code.
int watch_routes(Environment& environment, std::vector<const RouteConfig*> routes, bool named,
                 const RouteOptions& how, const WatchOptions& options);

} // namespace host
