// SPDX-License-Identifier: MIT
// run: routes, one after another.

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/preview.hpp"
#include "cli/progress.hpp"
#include "run/route_run.hpp"
#include "text/nearest.hpp"

#include <algorithm>
#include <cstdio>

namespace host {
namespace {

struct RunOptions {
  std::vector<std::string> routes;
  bool dry_run = false;
  bool full = false;
  std::optional<std::uint64_t> max_records;
};

std::vector<const RouteConfig*> routes_to_run(const Configuration& configuration,
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

std::string summary_text(const RouteSummary& summary) {
  char numbers[256];
  std::snprintf(
      numbers, sizeof numbers,
      "%llu records in, %llu out, %llu failed, %llu requests, %llu retries, %llu bytes, %.2f s",
      static_cast<unsigned long long>(summary.records_in),
      static_cast<unsigned long long>(summary.records_out),
      static_cast<unsigned long long>(summary.failed),
      static_cast<unsigned long long>(summary.requests),
      static_cast<unsigned long long>(summary.retries),
      static_cast<unsigned long long>(summary.bytes_in), summary.seconds);
  auto text = "route " + summary.route + " " + summary.status + ": " + numbers;
  if (summary.failed > 0) text += "; the failed records are kept as tasks";
  return text;
}

RouteSummary run_one(Environment& environment, const RouteConfig& route, const RouteOptions& how) {
  RouteSummary summary;
  summary.route = route.name;
  try {
    summary =
        run_route(route, environment.configuration(), environment.packages(),
                  environment.services(), environment.store(), environment.options().data_dir, how);
  } catch (const Failure& failure) { // it could not start; the other routes may
    summary.status = "failed";
    summary.exit_code = failure.exit_code;
    summary.error = failure.what();
  }
  summary.error = environment.masker().masked(summary.error);
  if (!summary.error.empty()) environment.log().write(HIF_LOG_ERROR, route.name, summary.error);
  environment.log().write(HIF_LOG_INFO, {}, summary_text(summary));
  return summary;
}

int run(Environment& environment, const RunOptions& options) {
  const auto& configuration = environment.configuration();
  const auto routes = routes_to_run(configuration, options.routes);
  for (const auto* route : routes) configuration.require(*route);
  const bool json = environment.options().json;
  RouteOptions how;
  how.dry_run = options.dry_run;
  how.full = options.full;
  how.max_records = options.max_records;
  how.on_preview = [&](std::string_view request) {
    write_out(environment.masker().masked(preview_line(request, environment.options().text)));
  };
  if (json && !options.dry_run)
    how.on_result = [](const hif::json::Value& result) { print_json_line(result); };

  std::vector<RouteSummary> summaries;
  for (const auto* route : routes) {
    Progress progress(environment.options().progress, route->name);
    how.on_progress = [&](std::uint64_t records, const RunCounters&) { progress.show(records); };
    summaries.push_back(run_one(environment, *route, how));
    if (summaries.back().exit_code == Exit::interrupted) break;
  }
  int exit = Exit::done;
  for (const auto& summary : summaries) {
    exit = std::max(exit, summary.exit_code);
    if (json) print_json_line(to_json(summary));
  }
  return exit;
}

} // namespace

void add_run(Commands& commands) {
  const auto options = std::make_shared<RunOptions>();
  auto* sub = commands.add(
      "run", "runs routes (all when none is named)",
      [options](Environment& e) { return run(e, *options); },
      "hif run\n"
      "hif run nightly --dry-run -o text\n"
      "hif run nightly --full");
  sub->add_option("route", options->routes, "names in the configuration");
  sub->add_flag("--dry-run", options->dry_run, "show what would be sent, change nothing");
  sub->add_flag("--full", options->full, "from the start, files made anew");
  sub->add_option("--max-records", options->max_records,
                  "stop after so many records of each route");
}

} // namespace host
