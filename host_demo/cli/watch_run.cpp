// SPDX-License-Identifier: MIT
#include "cli/watch_run.hpp"

#include "cli/output.hpp"
#include "cli/run_one.hpp"
#include "run/metrics.hpp"
#include "run/route_lock.hpp"
#include "run/watch.hpp"
#include "services/clock.hpp"
#include "services/interrupt.hpp"

#include <algorithm>
#include <string_view>

namespace host {
namespace {

void keep_scheduled(std::vector<const RouteConfig*>& routes, const std::string& file, bool named) {
  for (const auto* route : routes)
    if (named && !route->schedule)
      throw Failure(Exit::usage, file + ": route \"" + route->name +
                                     "\" has no schedule to be kept; add one, such as "
                                     "schedule: \"0 2 * * *\", or leave --watch out");
  std::erase_if(routes, [](const auto* route) { return !route->schedule; });
  if (routes.empty())
    throw Failure(Exit::usage, file + ": no route has a schedule to be kept; add one to a route, "
                                      "such as schedule: \"0 2 * * *\", or leave --watch out");
}

// "9464" is a port of this machine alone.
std::string full_address(const std::string& address) {
  return address.find(':') == std::string::npos ? "127.0.0.1:" + address : address;
}

// Whether every address in "127.0.0.1:9464,[::1]:9464" is this machine's own.
bool is_loopback(std::string_view addresses) {
  while (!addresses.empty()) {
    const auto comma = std::min(addresses.find(','), addresses.size());
    const auto address = addresses.substr(0, comma);
    const auto host = address.substr(0, address.rfind(':'));
    if (!host.starts_with("127.") && host != "[::1]" && host != "localhost") return false;
    addresses.remove_prefix(std::min(comma + 1, addresses.size()));
  }
  return true;
}

class Watching {
 public:
  Watching(Environment& environment, const RouteOptions& how)
      : environment_(environment), how_(how) {}

  void serve(const std::string& address) {
    const auto listening = full_address(address);
    const auto port = metrics_.serve(listening);
    const auto one = listening.substr(0, listening.rfind(':')) + ":" + std::to_string(port);
    const bool several = listening.find(',') != std::string::npos;
    environment_.log().info("metrics at http://" + (several ? listening : one) + "/metrics");
    if (!is_loopback(listening))
      environment_.log().warn("--metrics " + address +
                              ": whoever reaches that address can read the metrics, there is no "
                              "password; listen at 127.0.0.1, or put a proxy in front");
  }

  WatchParts parts() {
    return {
        .run = [this](const RouteConfig& route) { return run(route); },
        .now_us = unix_now_us,
        .stopped = interrupted,
        .on_start = [this](const RouteConfig& route) { metrics_.started(route.name); },
        .on_finish = [this](const RouteSummary& summary,
                            std::optional<std::int64_t> next_us) { finished(summary, next_us); },
        .on_wait =
            [this](const RouteConfig& route, std::int64_t next_us) {
              metrics_.add(route.name);
              metrics_.tasks(environment_.store().kept_tasks().count_by_status());
              say_next(route.name, next_us);
            },
        .state = environment_.store()};
  }

 private:
  RouteSummary run(const RouteConfig& route) {
    auto how = how_;
    how.on_progress = [&](std::uint64_t records, const RunCounters& counters) {
      metrics_.progress(route.name, records, counters);
    };
    return run_one(environment_, route, how);
  }

  void finished(const RouteSummary& summary, std::optional<std::int64_t> next_us) {
    metrics_.finished(summary, unix_now_us());
    metrics_.tasks(environment_.store().kept_tasks().count_by_status());
    if (environment_.options().json) print_json_line(to_json(summary));
    if (next_us && summary.exit_code != Exit::interrupted) say_next(summary.route, *next_us);
  }

  void say_next(const std::string& route, std::int64_t next_us) {
    metrics_.next_run(route, next_us);
    environment_.log().write(HIF_LOG_INFO, route, "runs next at " + iso_time(next_us));
  }

  Environment& environment_;
  const RouteOptions& how_;
  Metrics metrics_;
};

} // namespace

int watch_routes(Environment& environment, std::vector<const RouteConfig*> routes, bool named,
                 const RouteOptions& how, const WatchOptions& options) {
  const auto& configuration = environment.configuration();
  keep_scheduled(routes, configuration.file, named);
  for (const auto* route : routes) configuration.require(*route);
  environment.packages(); // looked for now, since the runs are on threads of their own
  std::vector<FileLock> locks;
  for (const auto* route : routes)
    locks.push_back(lock_watch(environment.options().data_dir, route->name));
  Watching watching(environment, how);
  if (!options.metrics.empty()) watching.serve(options.metrics);
  Watch(configuration, routes, watching.parts()).keep();
  environment.log().info("stopped: every run that was under way kept its position");
  return Exit::interrupted;
}

} // namespace host
