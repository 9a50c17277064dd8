// SPDX-License-Identifier: MIT
// Writing time entries: defaults, references, locks.
#include "events.hpp"

#include "projects.hpp"

#include <algorithm>

namespace timely::sandbox {

namespace {

// The project the user last logged time to, else the first active one with the user in it.
std::int64_t default_project(const Store& store, std::int64_t user_id) {
  if (const auto* last = store.events.last_of(user_id)) return last->project_id;
  for (const auto& [id, project] : store.projects)
    if (flag_in(project, "active") && member_of(project, user_id)) return id;
  throw unprocessable("project_id", "can't be blank");
}

// What an hour of the user costs on the project.
double hour_rate(const Store& store, const json::Object& project, std::int64_t user_id) {
  const auto kind = text_in(project, "rate_type");
  if (kind == "non-billable") return 0;
  if (kind == "project") return number_in(project, "hour_rate");
  const auto* member = member_of(project, user_id);
  if (member && number_in(*member, "hour_rate") > 0) return number_in(*member, "hour_rate");
  const auto* user = store.users.find(user_id);
  return user ? number_in(*user, "default_hour_rate") : 0;
}

void check_member(Store& store, json::Object& project, std::int64_t user_id,
                  const json::Object& fields) {
  if (member_of(project, user_id)) return;
  const auto mode = text_in(fields, "project_join_mode");
  if (mode == "add") {
    add_member(store, project, user_id, 0);
    store.forget_fragments();
  } else if (mode != "log_once") {
    throw unprocessable("project_id",
                        "is invalid. That person isn't a member of the selected project.");
  }
}

void check_labels(const Store& store, const json::Object& project, const Event& event) {
  const auto required = integers_in(project, "required_label_ids");
  const bool required_missing =
      (flag_in(project, "required_labels") && event.label_ids.empty()) ||
      (!required.empty() && std::none_of(required.begin(), required.end(),
                                         [&](auto id) { return contains(event.label_ids, id); }));
  if (required_missing) throw unprocessable("label_ids", "can't be blank");
  if (event.label_ids.empty()) return;
  const auto allowed = text_in(project, "enable_labels");
  if (allowed == "none") throw unprocessable("label_ids", "are not enabled for this project");
  const auto own = integers_in(project, "label_ids");
  for (const auto id : event.label_ids)
    if (!store.labels.find(id) || (allowed == "custom" && !contains(own, id)))
      throw unprocessable("label_ids", "is invalid");
}

std::optional<Seconds> moment_of(const json::Object& fields, std::string_view name, Day day) {
  const auto text = text_in(fields, name);
  if (text.empty()) return std::nullopt;
  const auto moment = parse_moment(text, day);
  if (!moment) throw unprocessable(name, "is not a valid time");
  return moment;
}

// Hours, minutes and seconds given replace the whole length; from and to give it otherwise.
void set_lengths(Event& event, const json::Object& fields) {
  const auto given = [&](std::string_view name) {
    const auto* value = fields.find(name);
    return value && !value->is_null();
  };
  const auto part = [&](std::string_view name) { return integer_in(fields, name); };
  for (const auto* name : {"from", "to"})
    if (given(name)) (*name == 'f' ? event.from : event.to) = moment_of(fields, name, event.day);
  if (given("hours") || given("minutes") || given("seconds"))
    event.duration = part("hours") * 3600 + part("minutes") * 60 + part("seconds");
  else if ((given("from") || given("to")) && event.from && event.to)
    event.duration = *event.to - *event.from;
  if (event.duration < 0) throw unprocessable("to", "must be after from");
  if (given("estimated_hours") || given("estimated_minutes"))
    event.estimated = part("estimated_hours") * 3600 + part("estimated_minutes") * 60;
}

void set_lists(Event& event, const json::Object& fields) {
  const auto replace = [&](std::string_view name, std::vector<std::int64_t>& list) {
    if (const auto* value = fields.find(name); value && value->is_array())
      list = integers_in(fields, name);
  };
  replace("label_ids", event.label_ids);
  replace("user_ids", event.user_ids);
  replace("entry_ids", event.entry_ids);
}

void set_texts(Event& event, const json::Object& fields) {
  if (const auto* note = fields.find("note"); note && note->is_string())
    event.note = note->as_string();
  if (const auto* external = fields.find("external_id"); external && external->is_string()) {
    event.external_id = external->as_string();
    if (event.external_id->empty()) event.external_id.reset();
  }
  if (const auto proposal = text_in(fields, "autosheet_proposal_id"); !proposal.empty())
    event.proposal_id = proposal;
}

void set_state(const Store& store, Event& event, const json::Object& fields) {
  if (const auto id = integer_in(fields, "state_id"); id != 0) {
    const auto* state = store.states.find(id);
    if (!state) throw unprocessable("state_id", "is invalid");
    event.state_id = id;
    event.billed = flag_in(*state, "billed");
    event.locked = flag_in(*state, "locked");
  }
  const bool was_billed = event.billed;
  event.billed = flag_in(fields, "billed", event.billed);
  event.locked = flag_in(fields, "locked", event.locked);
  if (event.billed) event.locked = true;
  if (was_billed && !event.billed && !flag_in(fields, "locked")) event.locked = false;
  if (event.billed && event.billed_at == 0) event.billed_at = store.clock.now();
  if (!event.billed) event.billed_at = 0;
}

json::Object& project_of(Store& store, const Event& event) {
  auto* project = store.projects.find(event.project_id);
  if (!project) throw unprocessable("project_id", "is invalid");
  return *project;
}

void check_user(const Store& store, std::int64_t user_id) {
  const auto* user = store.users.find(user_id);
  if (!user || flag_in(*user, "deleted")) throw unprocessable("user_id", "is invalid");
}

// Lays the fields over the entry, whose user, project and day are set already.
void apply(Store& store, Event& event, const json::Object& fields, bool new_place) {
  auto& project = project_of(store, event);
  if (new_place) {
    check_member(store, project, event.user_id, fields);
    event.hour_rate = hour_rate(store, project, event.user_id);
    event.billable = flag_in(project, "billable", true);
  }
  set_lengths(event, fields);
  set_lists(event, fields);
  set_texts(event, fields);
  set_state(store, event, fields);
  event.hour_rate = number_in(fields, "hour_rate", event.hour_rate);
  event.internal_rate = number_in(fields, "internal_hour_rate", event.internal_rate);
  event.billable = flag_in(fields, "billable", event.billable);
  event.sequence = integer_in(fields, "sequence", event.sequence);
  event.forecast_id = integer_in(fields, "forecast_id", event.forecast_id);
  check_labels(store, project, event);
  if (flag_in(project, "required_notes") && event.note.empty())
    throw unprocessable("note", "can't be blank");
  event.updated_at = store.clock.now();
  event.updater_id = store.current_user_id;
}

Day day_in(const json::Object& fields, Day otherwise) {
  const auto text = text_in(fields, "day");
  if (text.empty()) return otherwise;
  const auto day = parse_day(std::string_view(text).substr(0, text.size() > 12 ? 10 : text.size()));
  if (!day) throw unprocessable("day", "is not a valid date");
  return *day;
}

void check_day(const Store& store, const Event& event) {
  if (is_locked_day(store, event.user_id, event.day)) throw unprocessable("day", "is locked");
}

json::Object with_path(const Call& call) {
  auto fields = call.payload;
  for (const auto* name : {"user_id", "project_id"})
    if (call.path.contains(name) && is_blank(fields.find(name))) fields.set(name, call.id(name));
  return fields;
}

Response create(Call& call) {
  for (const auto* name : {"user_id", "project_id"})
    if (call.path.contains(name) &&
        !(*name == 'u' ? call.store.users : call.store.projects).find(call.id(name)))
      throw not_found();
  return answer_event(call.store, call.entity.status, create_event(call.store, with_path(call)));
}

Response update(Call& call) {
  const auto* event = call.store.events.find(call.id());
  const bool elsewhere =
      event && ((call.path.contains("user_id") && event->user_id != call.id("user_id")) ||
                (call.path.contains("project_id") && event->project_id != call.id("project_id")));
  if (!event || elsewhere) throw not_found();
  return answer_event(call.store, 200, update_event(call.store, call.id(), call.payload));
}

Response remove(Call& call) {
  delete_event(call.store, call.id());
  return answer(json::Object{});
}

} // namespace

bool is_locked_day(const Store& store, std::int64_t user_id, Day day) {
  const auto date = print_day(day);
  return std::any_of(store.day_properties.begin(), store.day_properties.end(),
                     [&](const auto& one) {
                       const auto& property = one.second;
                       return integer_in(property, "user_id") == user_id &&
                              flag_in(property, "locked") && text_in(property, "date") == date;
                     });
}

const Event& create_event(Store& store, const json::Object& fields) {
  Event event;
  event.user_id = integer_in(fields, "user_id", store.current_user_id);
  check_user(store, event.user_id);
  event.day = day_in(fields, store.clock.today());
  check_day(store, event);
  event.project_id = integer_in(fields, "project_id");
  if (event.project_id == 0) event.project_id = default_project(store, event.user_id);
  event.creator_id = store.current_user_id;
  event.created_at = store.clock.now();
  apply(store, event, fields, true);
  event.id = store.events.next_id();
  return store.events.put(std::move(event));
}

const Event& update_event(Store& store, std::int64_t id, const json::Object& fields) {
  const auto* found = store.events.find(id);
  if (!found) throw not_found();
  auto event = *found;
  check_day(store, event);
  const bool about_the_lock =
      fields.contains("billed") || fields.contains("locked") || fields.contains("state_id");
  if (event.locked && !about_the_lock) throw unprocessable_entry("Time entry is locked");
  event.user_id = integer_in(fields, "user_id", event.user_id);
  event.project_id = integer_in(fields, "project_id", event.project_id);
  event.day = day_in(fields, event.day);
  check_user(store, event.user_id);
  check_day(store, event);
  const bool moved = event.user_id != found->user_id || event.project_id != found->project_id;
  apply(store, event, fields, moved);
  return store.events.put(std::move(event));
}

void delete_event(Store& store, std::int64_t id) {
  const auto* event = store.events.find(id);
  if (!event) throw not_found();
  if (event->locked) throw unprocessable_entry("Cannot delete locked or invoiced time entry");
  if (is_locked_day(store, event->user_id, event->day))
    throw unprocessable_entry("Cannot delete a time entry on a locked day");
  store.events.erase(id);
}

void add_event_writes(Routes& routes) {
  using enum Rule::BodyCheck;
  for (const std::string name : {"events", "hours"}) {
    const Rule creation{create, by_catalogue, {"project_id"}};
    routes.add("POST", name, creation);
    routes.add("POST", "projects/{}/" + name, creation);
    routes.add("POST", "users/{}/" + name, creation);
    routes.add("PUT", name + "/{}", {update});
    routes.add("PUT", "projects/{}/" + name + "/{}", {update});
    routes.add("PUT", "users/{}/" + name + "/{}", {update});
    routes.add("DELETE", name + "/{}", {remove});
  }
}

} // namespace timely::sandbox
