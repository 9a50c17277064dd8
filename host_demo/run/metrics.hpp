// SPDX-License-Identifier: MIT
#pragma once
// What runs come to, for Prometheus: kept while the process lives, read over HTTP.
// https://prometheus.io/docs/instrumenting/exposition_formats/ (text format 0.0.4)

#include "run/route_run.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace host {

// Any thread.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // Answers GET /metrics at "127.0.0.1:9464" (port 0: any that is free) until the object goes;
  // gives the port. Throws Failure (exit 2) when that cannot be listened at.
  int serve(const std::string& address);

  // All series of the route are there from now on, at 0.
  void add(const std::string& route);
  void started(const std::string& route);
  // How far the running one has come.
  void progress(const std::string& route, std::uint64_t records_in, const RunCounters& counters);
  void finished(const RouteSummary& summary, std::int64_t now_us);
  void next_run(const std::string& route, std::int64_t at_us);
  void tasks(const std::map<std::string, std::int64_t>& by_status);
  // What a reader is given.
  std::string text() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

} // namespace host
