// SPDX-License-Identifier: MIT
#include "run/timetable.hpp"

#include <algorithm>

namespace host {
namespace {

bool share(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::ranges::any_of(a, [&](const auto& name) { return b.contains(name); });
}

} // namespace

Timetable::Jitter Timetable::jitter(std::uint64_t seed) {
  return [random = std::mt19937_64(seed)](std::int64_t most_us) mutable {
    return std::uniform_int_distribution<std::int64_t>(0, most_us)(random);
  };
}

void Timetable::add(const std::string& route, Schedule schedule, std::set<std::string> holds,
                    std::int64_t last_us, std::int64_t now_us) {
  const auto last = last_us > 0 ? last_us : now_us;
  entries_.push_back({.route = route,
                      .schedule = std::move(schedule),
                      .holds = std::move(holds),
                      .last_over_us = last,
                      .last_start_us = last,
                      .again_us = {}});
}

const Timetable::Entry& Timetable::find(const std::string& route) const {
  return *std::ranges::find(entries_, route, &Entry::route);
}

std::optional<std::int64_t> Timetable::due_us(const Entry& entry) const {
  const auto next = entry.schedule.next_after(entry.last_start_us);
  if (entry.again_us && (!next || *entry.again_us < *next)) return entry.again_us;
  return next;
}

void Timetable::follow_clock(Entry& entry, std::int64_t now_us) const {
  if (entry.last_start_us - now_us > trusted_back_us) {
    entry.last_start_us = now_us;
    entry.last_over_us = std::min(entry.last_over_us, now_us);
  }
  if (entry.again_us) entry.again_us = std::min(*entry.again_us, now_us + longest_pause_us);
}

std::vector<std::string> Timetable::start_due(std::int64_t now_us) {
  std::vector<std::pair<std::int64_t, Entry*>> due;
  for (auto& entry : entries_) {
    if (entry.running) continue;
    follow_clock(entry, now_us);
    const auto at = due_us(entry);
    if (at && *at <= now_us) due.emplace_back(*at, &entry);
  }
  std::ranges::stable_sort(due, {}, &std::pair<std::int64_t, Entry*>::first);
  std::vector<std::string> started;
  for (const auto& [at, entry] : due) {
    const bool held = std::ranges::any_of(entries_, [&, own = entry](const Entry& other) {
      return other.running && share(other.holds, own->holds);
    });
    if (held) continue;
    entry->running = true;
    entry->last_start_us = std::max(entry->last_start_us, now_us);
    started.push_back(entry->route);
  }
  return started;
}

void Timetable::finished(const std::string& route, Outcome outcome, std::int64_t now_us) {
  auto& entry = *std::ranges::find(entries_, route, &Entry::route);
  entry.running = false;
  entry.again_us.reset();
  if (outcome == Outcome::over) {
    entry.last_over_us = entry.last_start_us;
    entry.most_pause_us = first_pause_us;
  } else if (outcome == Outcome::try_again) {
    entry.again_us = now_us + jitter_(entry.most_pause_us);
    entry.most_pause_us = std::min(2 * entry.most_pause_us, longest_pause_us);
  }
}

std::optional<std::int64_t> Timetable::next_us(const std::string& route) const {
  const auto& entry = find(route);
  return entry.running ? std::nullopt : due_us(entry);
}

} // namespace host
