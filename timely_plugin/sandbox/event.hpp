// SPDX-License-Identifier: MIT
#pragma once
// The time entry ("event" and "hour" are its two names), and the table of all of them: found by id,
// selected by day window, listed in a stable order.

#include "calendar.hpp"

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace timely::sandbox {

enum class TimerState : std::uint8_t { idle, running, stopped };

struct Event {
  std::int64_t id = 0;
  std::array<char, 32> uid{}; // MD5 of the decimal id
  std::int64_t user_id = 0, project_id = 0;
  std::int64_t creator_id = 0, updater_id = 0;
  std::int64_t state_id = 0, forecast_id = 0, sequence = 1; // 0: none
  std::int64_t timestamp_id = 0;                            // of the running timer
  Day day = 0;
  Seconds duration = 0, estimated = 0;
  Seconds created_at = 0, updated_at = 0, billed_at = 0;
  Seconds timer_started_on = 0, timer_stopped_on = 0;
  std::optional<Seconds> from, to;
  double hour_rate = 0, internal_rate = 0;
  std::string note;
  std::optional<std::string> external_id;
  std::string proposal_id; // autosheet_proposal_id, empty for none
  std::vector<std::int64_t> label_ids, user_ids, entry_ids;
  TimerState timer = TimerState::idle;
  bool billed = false, billable = true, locked = false;

  std::int64_t cost_cents() const;
};

std::array<char, 32> uid_of(std::int64_t id);

enum class EventSort : std::uint8_t { updated_at, created_at, id, day };
enum class EventFilter : std::uint8_t { logged, planned, all };

struct EventQuery {
  Day since = 0, upto = 0; // inclusive
  std::optional<std::int64_t> project_id, user_id;
  std::vector<std::int64_t> ids; // empty: all
  std::string proposal_id;
  EventSort sort = EventSort::updated_at;
  EventFilter filter = EventFilter::logged;
  bool descending = true;
  bool operator==(const EventQuery&) const = default;
};

// What the entries of one project add up to.
struct ProjectTotals {
  Seconds duration = 0, estimated = 0, billed = 0, unbilled = 0;
  std::int64_t cost = 0, estimated_cost = 0, billed_cost = 0, unbilled_cost = 0;
  std::map<Day, int> days; // how many entries there are on each
  void add(const Event& event, int sign);
};

// Not safe for concurrent use.
class EventTable {
 public:
  const Event* find(std::int64_t id) const;
  // Adds, or takes the place of the one with that id.
  const Event& put(Event event);
  bool erase(std::int64_t id);
  std::size_t size() const { return by_id_.size(); }
  std::int64_t next_id() { return next_id_++; }

  // Ordered; valid until the next put or erase. The last few selections are kept, so that the
  // pages of one listing cost one sort.
  const std::vector<const Event*>& select(const EventQuery& query);
  // Visits the entries of the days from `since` to `upto`.
  template <typename Visit>
  void each(Day since, Day upto, Visit visit) const {
    for (auto day = by_day_.lower_bound(since); day != by_day_.end() && day->first <= upto; ++day)
      for (const auto* event : day->second) visit(*event);
  }
  template <typename Visit>
  void each(Visit visit) const {
    for (const auto& [id, event] : by_id_) visit(event);
  }
  // The user's entry that was created last, or null.
  const Event* last_of(std::int64_t user_id) const;
  const ProjectTotals& totals(std::int64_t project_id) const;

 private:
  struct Selection {
    EventQuery query;
    std::vector<const Event*> events;
  };
  void unlink(const Event& event);

  std::unordered_map<std::int64_t, Event> by_id_;
  std::map<Day, std::vector<const Event*>> by_day_;
  std::unordered_map<std::int64_t, ProjectTotals> totals_;
  mutable std::unordered_map<std::int64_t, std::int64_t> last_of_user_; // ids, where known
  std::list<Selection> selections_;
  std::int64_t next_id_ = 15540300;
};

} // namespace timely::sandbox
