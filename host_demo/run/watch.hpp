// SPDX-License-Identifier: MIT
#pragma once
// Keeps the schedules of routes until it is told to stop: each run on a thread of its own.

#include "run/route_run.hpp"
#include "run/timetable.hpp"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace host {

// What a watch is made of; all of it must outlive the watch. Functions are called on its threads,
// `run` on several at once, the others on the thread of keep() alone.
struct WatchParts {
  std::function<RouteSummary(const RouteConfig& route)> run;
  std::function<std::int64_t()> now_us; // Unix time
  std::function<bool()> stopped;
  std::function<void(const RouteConfig& route)> on_start;
  // `next_us`: when it runs next.
  std::function<void(const RouteSummary& summary, std::optional<std::int64_t> next_us)> on_finish;
  std::function<void(const RouteConfig& route, std::int64_t next_us)> on_wait; // at the start
  StateKeeper& state; // when runs were over
};

class Watch {
 public:
  // Routes with a schedule. A run that was due while nobody watched is made up for at once, once.
  Watch(const Configuration& configuration, const std::vector<const RouteConfig*>& routes,
        WatchParts parts);

  // Until it is stopped; what runs then ends at its next batch. Throws std::runtime_error when the
  // store fails.
  void keep();

 private:
  void start(const RouteConfig& route);
  RouteSummary run(const RouteConfig& route);
  void collect(std::unique_lock<std::mutex>& lock);
  void settle(const RouteSummary& summary);
  void join_all();

  std::map<std::string, const RouteConfig*> routes_;
  WatchParts parts_;
  Timetable timetable_;
  std::map<std::string, std::thread> threads_;
  std::mutex mutex_; // guards ended_
  std::condition_variable woken_;
  std::vector<RouteSummary> ended_;
};

} // namespace host
