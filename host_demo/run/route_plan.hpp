// SPDX-License-Identifier: MIT
#pragma once
// What the next run of a route would cost: what its packages tell of it (hif.plan/1), and what the
// last run cost.

#include "run/objects.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace host {

// What is empty is not known.
struct RoutePlan {
  std::string route;
  std::string basis; // where `requests` comes from: "incoming", "last run"; empty: nowhere
  std::string note;  // how that is known, for people

  std::optional<std::uint64_t> records, records_at_least, records_at_most;
  std::optional<std::uint64_t> pages, requests; // of reading
  std::optional<std::uint64_t> write_requests;  // 0 where no outgoing works over a client

  std::optional<double> requests_per_second; // to be expected
  std::string rate_basis;                    // "limit", "last run", "answers"; empty: not known
  std::optional<double> minutes;

  std::uint64_t asked = 0;         // requests that were sent to find this out
  std::optional<PastRun> last_run; // the latest that did all its work

  int exit_code = Exit::done;
  std::string error; // empty when there is none
};

hif::json::Value to_json(const RoutePlan& plan);

// Reads the position and the history of the route and changes nothing. Never throws for what goes
// wrong while asking, unless the user interrupts: the plan says it, and goes by the last run.
RoutePlan plan_route(const RouteConfig& route, const Configuration& configuration,
                     PackageSet& packages, Services services, Store& store);

} // namespace host
