// SPDX-License-Identifier: MIT
// run: routes, one after another, or by their schedules.

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/preview.hpp"
#include "cli/progress.hpp"
#include "cli/route_names.hpp"
#include "cli/run_one.hpp"
#include "cli/watch_run.hpp"

#include <algorithm>

namespace host {
namespace {

struct RunOptions {
  std::vector<std::string> routes;
  bool dry_run = false;
  bool full = false;
  std::optional<std::uint64_t> max_records;
  bool watch = false;
  WatchOptions watch_options;
};

int run(Environment& environment, const RunOptions& options) {
  const auto& configuration = environment.configuration();
  auto routes = named_routes(configuration, options.routes);
  if (!options.watch)
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

  if (options.watch)
    return watch_routes(environment, routes, !options.routes.empty(), how, options.watch_options);

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
      "hif run nightly --full\n"
      "hif run --watch --metrics 127.0.0.1:9464");
  sub->add_option("route", options->routes, "names in the configuration");
  auto* dry_run =
      sub->add_flag("--dry-run", options->dry_run, "show what would be sent, change nothing");
  auto* full = sub->add_flag("--full", options->full, "from the start, files made anew");
  sub->add_option("--max-records", options->max_records,
                  "stop after so many records of each route");
  auto* watch = sub->add_flag("--watch", options->watch,
                              "keep the schedules of the routes until a signal stops it");
  watch->excludes(dry_run)->excludes(full);
  sub->add_option("--metrics", options->watch_options.metrics,
                  "with --watch: answer Prometheus at ADDR:PORT, such as 127.0.0.1:9464")
      ->needs(watch);
}

} // namespace host
