// SPDX-License-Identifier: MIT
#include "run/watch.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <chrono>

namespace host {
namespace {

// How soon a signal, or a clock that was set, is seen.
constexpr std::chrono::milliseconds look_interval(100);
constexpr const char* state_scope = "schedule";

std::int64_t kept_last_us(StateKeeper& state, const std::string& route) {
  const auto kept = state.get_state(state_scope, route);
  if (!kept) return 0;
  const auto value = hif::json::parse(kept->value);
  const auto* last = value.find("last_us");
  return last ? last->to_int64().value_or(0) : 0;
}

void keep_last_us(StateKeeper& state, const std::string& route, std::int64_t last_us) {
  const auto kept = state.get_state(state_scope, route);
  state.put_state(state_scope, route, hif::json::print(hif::json::Object{{"last_us", last_us}}),
                  kept ? kept->revision : 0);
}

// Two runs must not write one sink: it is cut back at the start. Nor may they share lanes.
std::set<std::string> held_by(const Configuration& configuration, const RouteConfig& route) {
  std::set<std::string> held;
  for (const auto& name : route.outgoing)
    if (const auto* outgoing = configuration.find_outgoing(name);
        outgoing && (!outgoing->client || outgoing->lanes > 1))
      held.insert(name);
  return held;
}

Timetable::Outcome outcome_of(const RouteSummary& summary) {
  if (summary.exit_code == Exit::interrupted) return Timetable::Outcome::interrupted;
  if (summary.exit_code == Exit::unreachable || summary.busy) return Timetable::Outcome::try_again;
  return Timetable::Outcome::over;
}

} // namespace

Watch::Watch(const Configuration& configuration, const std::vector<const RouteConfig*>& routes,
             WatchParts parts)
    : parts_(std::move(parts)) {
  const auto now = parts_.now_us();
  for (const auto* route : routes) {
    routes_[route->name] = route;
    const auto last = kept_last_us(parts_.state, route->name);
    timetable_.add(route->name, Schedule(*route->schedule, route->time_zone),
                   held_by(configuration, *route), last, now);
    if (last == 0) keep_last_us(parts_.state, route->name, now);
  }
}

void Watch::keep() {
  if (parts_.on_wait)
    for (const auto& [name, route] : routes_)
      if (const auto next = timetable_.next_us(name)) parts_.on_wait(*route, *next);
  try {
    std::unique_lock lock(mutex_);
    while (true) {
      collect(lock);
      if (parts_.stopped()) break;
      for (const auto& name : timetable_.start_due(parts_.now_us())) start(*routes_[name]);
      if (ended_.empty()) woken_.wait_for(lock, look_interval);
    }
  } catch (...) {
    join_all();
    throw;
  }
  join_all();
  std::unique_lock lock(mutex_);
  collect(lock);
}

void Watch::start(const RouteConfig& route) {
  if (parts_.on_start) parts_.on_start(route);
  threads_[route.name] = std::thread([this, &route] {
    auto summary = run(route);
    const std::lock_guard lock(mutex_);
    ended_.push_back(std::move(summary));
    woken_.notify_one();
  });
}

RouteSummary Watch::run(const RouteConfig& route) {
  try {
    return parts_.run(route);
  } catch (const std::exception& error) {
    RouteSummary summary;
    summary.route = route.name;
    summary.status = "failed";
    summary.exit_code = Exit::failed;
    summary.error = error.what();
    return summary;
  }
}

void Watch::collect(std::unique_lock<std::mutex>& lock) {
  while (!ended_.empty()) {
    const auto ended = std::exchange(ended_, {});
    lock.unlock();
    for (const auto& summary : ended) settle(summary);
    lock.lock();
  }
}

void Watch::settle(const RouteSummary& summary) {
  const auto& name = summary.route;
  if (const auto thread = threads_.find(name); thread != threads_.end()) {
    if (thread->second.joinable()) thread->second.join();
    threads_.erase(thread);
  }
  const auto outcome = outcome_of(summary);
  timetable_.finished(name, outcome, parts_.now_us());
  if (outcome == Timetable::Outcome::over)
    keep_last_us(parts_.state, name, timetable_.last_us(name));
  if (parts_.on_finish) parts_.on_finish(summary, timetable_.next_us(name));
}

void Watch::join_all() {
  for (auto& [name, thread] : threads_) thread.join();
}

} // namespace host
