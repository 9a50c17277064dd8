// SPDX-License-Identifier: MIT
#include "cli/route_names.hpp"

#include "text/failure.hpp"
#include "text/nearest.hpp"

namespace host {

std::vector<const RouteConfig*> named_routes(const Configuration& configuration,
                                             const std::vector<std::string>& names) {
  std::vector<const RouteConfig*> routes;
  std::vector<std::string> known;
  for (const auto& route : configuration.routes) {
    known.push_back(route.name);
    if (names.empty()) routes.push_back(&route);
  }
  for (const auto& name : names) {
    const auto* route = configuration.find_route(name);
    if (!route)
      throw Failure(Exit::usage, configuration.file + " has no route \"" + name + "\"." +
                                     did_you_mean(name, known));
    routes.push_back(route);
  }
  if (routes.empty())
    throw Failure(Exit::usage, configuration.file + " has no routes: there is nothing to run");
  return routes;
}

} // namespace host
