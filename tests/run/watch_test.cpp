// SPDX-License-Identifier: MIT
// Schedules kept over real threads and a real store, by a clock that the test moves.

#include "run/watch.hpp"

#include "run/running.hpp"

#include <atomic>

namespace {

constexpr std::int64_t minute = 60'000'000;
constexpr std::int64_t midnight = 1'795'651'200LL * 1'000'000; // 2026-11-26T00:00:00Z

class Watching : public tests::Running {
 protected:
  Watching() {
    plan.route().schedule = "0 * * * *";
    plan.route().time_zone = "Etc/UTC";
  }

  // Keeps the schedule of every route until `runs` are over; each run sets the clock to the next
  // minute.
  void watch(std::size_t runs) {
    std::vector<const host::RouteConfig*> routes;
    for (const auto& route : plan.configuration.routes) routes.push_back(&route);
    host::Watch(plan.configuration, routes,
                {.run =
                     [&](const host::RouteConfig& route) {
                       return run_route ? run_route(route) : summary_of(route.name, 0);
                     },
                 .now_us = [&] { return now.load(); },
                 .stopped = [&] { return ended.size() >= runs; },
                 .on_start = [&](const host::RouteConfig& route) { started.push_back(route.name); },
                 .on_finish =
                     [&](const host::RouteSummary& summary, std::optional<std::int64_t> next) {
                       ended.push_back(summary);
                       next_us = next;
                       now = next.value_or(now + minute);
                     },
                 .on_wait =
                     [&](const host::RouteConfig&, std::int64_t next) {
                       next_us = next;
                       if (runs > 0) now = std::max(now.load(), next);
                     },
                 .state = *store})
        .keep();
  }

  static host::RouteSummary summary_of(const std::string& route, int exit_code) {
    host::RouteSummary summary;
    summary.route = route;
    summary.exit_code = exit_code;
    return summary;
  }

  std::atomic<std::int64_t> now{midnight};
  std::function<host::RouteSummary(const host::RouteConfig&)> run_route;
  std::vector<std::string> started;
  std::vector<host::RouteSummary> ended;
  std::optional<std::int64_t> next_us;
};

TEST_F(Watching, RunsARouteAtEachOfItsTimes) {
  watch(3);
  EXPECT_EQ(started, (std::vector<std::string>(3, "r")));
  EXPECT_EQ(next_us, midnight + 4 * 60 * minute);
}

TEST_F(Watching, WhatWasMissedBetweenTwoWatchesRunsAtOnce) {
  watch(1);
  started.clear();
  ended.clear();
  now = midnight + 10 * 60 * minute;
  watch(1);
  EXPECT_EQ(started.size(), 1u);
  EXPECT_EQ(next_us, midnight + 11 * 60 * minute);
}

TEST_F(Watching, ARunThatWasInterruptedIsDueAgain) {
  run_route = [&](const auto& route) { return summary_of(route.name, host::Exit::interrupted); };
  watch(1);
  ended.clear();
  now = midnight + 70 * minute;
  watch(0);
  EXPECT_EQ(next_us, midnight + 60 * minute) << "overdue";
}

TEST_F(Watching, AVendorOutOfReachIsTriedAgainBeforeTheNextTime) {
  run_route = [&](const auto& route) { return summary_of(route.name, host::Exit::unreachable); };
  watch(1);
  EXPECT_GE(next_us, midnight + 60 * minute);
  EXPECT_LE(next_us, midnight + 60 * minute + host::Timetable::first_pause_us);
}

TEST_F(Watching, ARunThatThrowsIsAFailedRun) {
  run_route = [](const auto&) -> host::RouteSummary { throw std::runtime_error("disk full"); };
  watch(2);
  EXPECT_EQ(ended[1].status, "failed");
  EXPECT_EQ(ended[1].error, "disk full");
}

TEST_F(Watching, RecordsArriveOnceOverManyRuns) {
  std::ofstream(folder / "in.ndjson") << "{\"n\":1}\n{\"n\":2}\n";
  plan.copy_file(folder / "in.ndjson", folder / "out.ndjson");
  run_route = [&](const auto& route) {
    auto summary = host::run_route(route, plan.configuration, packages, services(), *store,
                                   data_dir(), options);
    std::ofstream(folder / "in.ndjson", std::ios::app) << "{\"n\":3}\n";
    return summary;
  };
  watch(2);
  EXPECT_EQ(ended[0].records_in, 2u);
  EXPECT_EQ(ended[1].records_in, 1u);
}

} // namespace
