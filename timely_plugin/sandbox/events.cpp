// SPDX-License-Identifier: MIT
// Reading time entries: windows, filters, pages; and their timers.
#include "events.hpp"

#include "paging.hpp"
#include "records.hpp"

#include <limits>

namespace timely::sandbox {

namespace {

// Both ends, or one day, or today; by ids alone any day.
void read_window(const Call& call, EventQuery& query) {
  const auto since = call.query_day("since"), upto = call.query_day("upto");
  const auto day = call.query_day("day");
  if (since && upto) {
    query.since = *since;
    query.upto = *upto;
  } else if (!day && !query.ids.empty()) {
    query.since = std::numeric_limits<Day>::min();
    query.upto = std::numeric_limits<Day>::max();
  } else {
    query.since = query.upto = day.value_or(call.store.clock.today());
  }
}

EventSort sort_named(const std::string& name) {
  if (name == "id") return EventSort::id;
  if (name == "day") return EventSort::day;
  return name == "created_at" ? EventSort::created_at : EventSort::updated_at;
}

EventFilter filter_named(const std::string& name) {
  if (name == "all") return EventFilter::all;
  return name == "planned" ? EventFilter::planned : EventFilter::logged;
}

EventQuery read_query(const Call& call) {
  EventQuery query;
  query.project_id = call.query_integer("project_id");
  query.user_id = call.query_integer("user_id");
  if (call.path.contains("project_id")) query.project_id = call.id("project_id");
  if (call.path.contains("user_id")) query.user_id = call.id("user_id");
  query.ids = call.query_ids("hour_ids");
  query.proposal_id = call.query("autosheet_proposal_id").value_or("");
  query.sort = sort_named(call.query_or_default("sort"));
  query.descending = call.query_or_default("order") != "asc";
  query.filter = filter_named(call.query_or_default("filter"));
  read_window(call, query);
  return query;
}

Response list(Call& call) {
  if (call.path.contains("project_id") && !call.store.projects.find(call.id("project_id")))
    throw not_found();
  if (call.path.contains("user_id") && !call.store.users.find(call.id("user_id")))
    throw not_found();
  return answer_events(call.store, page_of(call, call.store.events.select(read_query(call))));
}

const Event& existing(const Call& call) {
  const auto* event = call.store.events.find(call.id());
  if (!event) throw not_found();
  return *event;
}

Response show(Call& call) {
  return answer_event(call.store, 200, existing(call));
}

Response start(Call& call) {
  auto event = existing(call);
  if (event.locked) throw unprocessable_entry("Time entry is locked");
  if (event.timer != TimerState::running) {
    event.timer = TimerState::running;
    event.timer_started_on = event.updated_at = call.store.clock.now();
    event.timer_stopped_on = 0;
    event.timestamp_id = call.store.next_timestamp_id++;
  }
  return answer_event(call.store, 200, call.store.events.put(std::move(event)));
}

Response stop(Call& call) {
  auto event = existing(call);
  if (event.timer == TimerState::running) {
    const auto now = call.store.clock.now();
    event.timer = TimerState::stopped;
    event.duration += now - event.timer_started_on;
    event.timer_started_on = 0;
    event.timer_stopped_on = event.updated_at = now;
  }
  return answer_event(call.store, 200, call.store.events.put(std::move(event)));
}

} // namespace

Response answer_event(Store& store, int status, const Event& event) {
  Response response;
  response.status = status;
  append_event(response.body, store, event);
  return response;
}

Response answer_events(Store& store, const std::vector<const Event*>& events) {
  constexpr std::size_t usual_record_size = 3500;
  Response response;
  response.body.reserve(events.size() * usual_record_size + 2);
  response.body.push_back('[');
  for (const auto* event : events) {
    if (response.body.size() > 1) response.body.push_back(',');
    append_event(response.body, store, *event);
  }
  response.body.push_back(']');
  return response;
}

void add_events(Routes& routes) {
  for (const std::string name : {"events", "hours"}) {
    routes.add("GET", name, {list});
    routes.add("GET", name + "/{}", {show});
    routes.add("PUT", name + "/{}/start", {start});
    routes.add("PUT", name + "/{}/stop", {stop});
    routes.add("GET", "projects/{}/" + name, {list});
    routes.add("GET", "users/{}/" + name, {list});
  }
}

} // namespace timely::sandbox
