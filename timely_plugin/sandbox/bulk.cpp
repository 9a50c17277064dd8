// SPDX-License-Identifier: MIT
// Create, update and delete many entries in one request. Good rows are applied, bad ones are
// reported as {"index":…,"errors":{…}}; the shape of those items is the sandbox's own reading of
// "per-record errors with the array index".
#include "events.hpp"

namespace timely::sandbox {

namespace {

constexpr std::size_t most_rows = 100;
constexpr const char* lists[] = {"create", "update", "delete"};

struct Outcome {
  json::Array created, updated, deleted;
  json::Object errors{
      {"create", json::Array{}}, {"update", json::Array{}}, {"delete", json::Array{}}};
};

const json::Array& rows(const json::Object& body, std::string_view name) {
  static const json::Array none;
  const auto* list = body.find(name);
  return list && list->is_array() ? list->as_array() : none;
}

json::Object row_errors(const Refusal& refusal) {
  if (const auto* errors = refusal.body.find("errors")) {
    const auto* message = errors->find("message");
    if (message && message->is_string()) return {{"id", json::Array{*message}}};
    return errors->as_object();
  }
  const auto* error = refusal.body.find("error");
  return {{"base", json::Array{error ? *error : json::Value("is invalid")}}};
}

template <typename Apply>
void each_row(const json::Object& body, const char* name, Outcome& outcome, Apply apply) {
  std::int64_t index = 0;
  for (const auto& row : rows(body, name)) {
    try {
      apply(row);
    } catch (const Refusal& refusal) {
      outcome.errors[name].as_array().emplace_back(
          json::Object{{"index", index}, {"errors", row_errors(refusal)}});
    }
    ++index;
  }
}

const json::Object& checked(const Body* body, const json::Value& row, Presence presence) {
  if (!row.is_object()) throw unprocessable("base", "is not an object");
  if (!body) return row.as_object();
  auto errors = field_errors(body->fields, row.as_object(), presence, {"project_id"});
  if (!errors.empty()) throw unprocessable(std::move(errors));
  return row.as_object();
}

Outcome apply(Call& call, const json::Object& body) {
  Outcome outcome;
  auto& store = call.store;
  const auto* creation = call.routes.body_of("POST", "/1.1/{}/events");
  const auto* change = call.routes.body_of("PUT", "/1.1/{}/events/{}");
  each_row(body, "create", outcome, [&](const json::Value& row) {
    const auto& fields = checked(creation, row, Presence::required);
    outcome.created.emplace_back(create_event(store, fields).id);
  });
  each_row(body, "update", outcome, [&](const json::Value& row) {
    const auto& fields = checked(change, row, Presence::optional);
    const auto id = integer_in(fields, "id");
    if (id == 0) throw unprocessable("id", "can't be blank");
    outcome.updated.emplace_back(update_event(store, id, fields).id);
  });
  each_row(body, "delete", outcome, [&](const json::Value& row) {
    const auto id = row.to_int64();
    if (!id) throw unprocessable("id", "is not a number");
    delete_event(store, *id);
    outcome.deleted.emplace_back(*id);
  });
  return outcome;
}

void delete_proposal(Store& store, const std::string& proposal, Outcome& outcome) {
  if (proposal.empty()) return;
  std::vector<std::int64_t> ids;
  store.events.each([&](const Event& event) {
    if (event.proposal_id == proposal && !event.locked) ids.push_back(event.id);
  });
  for (const auto id : ids) {
    store.events.erase(id);
    outcome.deleted.emplace_back(id);
  }
}

json::Object bulk_answer(Outcome outcome, json::Value job) {
  return {{"deleted_ids", std::move(outcome.deleted)},
          {"created_ids", std::move(outcome.created)},
          {"updated_ids", std::move(outcome.updated)},
          {"errors", std::move(outcome.errors)},
          {"job", std::move(job)}};
}

json::Object new_job(Store& store, const json::Object& body) {
  const auto now = print_moment(store.clock.now());
  json::Object attributes;
  for (const auto* name : lists)
    if (const auto* list = body.find(name)) attributes.set(name, *list);
  return store.jobs.add({{"id", store.jobs.next_id()},
                         {"status", "created"},
                         {"details", json::Object{{"attributes", attributes}}},
                         {"created_at", now},
                         {"updated_at", now},
                         {"finished_at", nullptr}});
}

Response bulk(Call& call) {
  const auto body = read_object(call.request.body);
  std::size_t total = 0;
  json::Object errors;
  for (const auto* name : lists) {
    const auto* list = body.find(name);
    if (list && !list->is_null() && !list->is_array())
      errors.set(name, json::Array{"is not an array"});
    if (rows(body, name).size() > most_rows)
      errors.set(name, json::Array{"is too long (maximum is 100 items)"});
    total += rows(body, name).size();
  }
  if (!errors.empty()) throw unprocessable(std::move(errors));
  const auto proposal = text_in(body, "delete_by_autosheet_proposal_id");
  if (total == 0 && proposal.empty() && !body.contains("create") && !body.contains("update") &&
      !body.contains("delete"))
    throw unprocessable("base", "one of create, update, delete is needed");
  auto outcome = apply(call, body);
  delete_proposal(call.store, proposal, outcome);
  const auto threshold = call.limits.bulk_async_threshold;
  if (threshold > 0 && static_cast<std::int64_t>(total) > threshold)
    return answer(202, bulk_answer({}, new_job(call.store, body)));
  return answer(call.entity.status, bulk_answer(std::move(outcome), nullptr));
}

} // namespace

void add_bulk(Routes& routes) {
  using enum Rule::BodyCheck;
  routes.add("POST", "bulk/events", {bulk, by_handler, {}});
  routes.add("POST", "bulk/hours", {bulk, by_handler, {}});
}

} // namespace timely::sandbox
