// SPDX-License-Identifier: MIT
#pragma once
// One run of one route: incoming → transformers → outgoings, position kept as it goes.

#include "run/delivery.hpp"
#include "run/objects.hpp"
#include "services/sealed_file.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace host {

struct RouteOptions {
  bool dry_run = false; // nothing outside changes, and the position stays where it is
  bool full = false;    // from the start, sinks made anew
  std::optional<std::uint64_t> max_records;
  std::function<void(std::string_view request_json)> on_preview; // dry run
  std::function<void(const hif::json::Value& result)> on_result; // of outgoings over a client
  std::function<void(std::uint64_t records_in, const RunCounters&)> on_progress;
};

struct RouteSummary {
  std::string route;
  std::string status = "done"; // done, failed, interrupted
  std::uint64_t records_in = 0, records_out = 0, failed = 0;
  std::uint64_t requests = 0, retries = 0, bytes_in = 0;
  std::uint64_t rate_limit_waits = 0, rate_limit_wait_ms = 0; // for rate limits
  std::uint64_t read_requests = 0;                            // of the incoming alone
  bool read_all = false;                                      // the incoming came to its end
  std::int64_t started_us = 0;                                // Unix time
  double seconds = 0;
  int exit_code = Exit::done;
  std::string error; // empty when there is none
  bool busy = false; // it did not start: what it needs is in use by another process
};

hif::json::Value to_json(const RouteSummary& summary);

// Runs it to its end, to `max_records`, or until the user interrupts. Never throws for what goes
// wrong while running: the summary says it. Throws Failure for what keeps it from starting.
RouteSummary run_route(const RouteConfig& route, const Configuration& configuration,
                       PackageSet& packages, Services services, Store& store,
                       const std::filesystem::path& data_dir, const RouteOptions& options);

} // namespace host
