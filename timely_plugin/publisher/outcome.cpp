// SPDX-License-Identifier: MIT
#include "publisher/outcome.hpp"

#include "catalogue/answer_error.hpp"

#include <simdjson.h>

#include <optional>

namespace timely {
namespace {

using hif::sdk::Response;

const std::string may_have_been_carried_out =
    "may or may not have been carried out: the answer was lost";

std::optional<json::Value> parse_answer(std::string_view body) {
  try {
    return json::parse(body);
  } catch (const json::ParseError&) {
    return std::nullopt;
  }
}

bool is_blank(std::string_view body) {
  return body.find_first_not_of(" \t\r\n") == body.npos;
}

bool is_line(std::string_view body) {
  return body.find_first_of("\r\n") == body.npos;
}

// What the method and the status say. A POST that makes nothing new is an action: taken.
std::int32_t success_of(const Entity& entity, int http_status) {
  if (http_status == 202) return HIF_OUTCOME_ACCEPTED;
  if (entity.method == "DELETE") return HIF_OUTCOME_DELETED;
  if (entity.method != "POST") return HIF_OUTCOME_UPDATED;
  const bool makes_a_record =
      entity.answer.kind != AnswerKind::empty && !entity.answer.record_key.empty();
  return http_status == 201 || makes_a_record ? HIF_OUTCOME_CREATED : HIF_OUTCOME_ACCEPTED;
}

// The answer's key, or what the end of the path names.
std::string id_of(const Sending& sending, const json::Value& answer) {
  std::string id;
  for (const auto& name : sending.entity.answer.record_key) {
    const auto part = scalar_text(answer.find(name));
    if (!part.empty()) id += (id.empty() ? "" : "/") + part;
  }
  const auto& placeholders = sending.entity.path_parameters;
  if (id.empty() && sending.entity.path.ends_with('}') && !placeholders.empty())
    id = scalar_text(sending.path.find(placeholders.back().name));
  return id;
}

static_assert(simdjson::SIMDJSON_PADDING <= HIF_BODY_PADDING);

// The key of the record that a success gives, where the answer is one valid line of JSON; empty
// when it has to be looked at more closely.
std::string id_of_line(const Entity& entity, const Response& response) {
  if (!response.ok() || entity.answer.record_key.empty() || !is_line(response.body())) return {};
  thread_local simdjson::dom::parser parser;
  simdjson::dom::object answer;
  const auto body = response.body();
  if (parser.parse(body.data(), body.size(), false).get(answer)) return {};
  std::string id;
  for (const auto& name : entity.answer.record_key) {
    simdjson::dom::element part;
    std::int64_t number;
    if (answer.at_key(name).get(part) || part.get(number)) return {};
    id += (id.empty() ? "" : "/") + std::to_string(number);
  }
  return id;
}

// An answer to many rows at once may refuse some of them.
bool refuses_rows(const Entity& entity, const json::Value& answer) {
  const auto* errors = entity.answer.record_key.empty() ? answer.find("errors") : nullptr;
  if (!errors || !errors->is_object()) return false;
  for (const auto& list : errors->as_object())
    if ((list.value.is_array() && !list.value.as_array().empty()) ||
        (list.value.is_object() && !list.value.as_object().empty()))
      return true;
  return false;
}

std::string details(const Response& response) {
  json::Object object;
  auto refusal = read_refusal(response.body());
  if (!refusal.fields.empty()) object.set("fields", std::move(refusal.fields));
  object.set("http_status", response.http_status());
  if (const auto id = response.header("x-request-id"); !id.empty()) object.set("request_id", id);
  return json::print(object);
}

void fail(const Sending& sending, const Response& response, Outcome& outcome) {
  auto& result = outcome.result;
  result.outcome = HIF_OUTCOME_FAILED;
  result.status = status_of(response.http_status());
  result.ambiguous = response.ambiguous();
  result.error = refusal_message(sending.entity.title, sending.request, response);
  if (result.ambiguous) result.error += "; an earlier attempt " + may_have_been_carried_out;
  result.details_json = details(response);
}

void fail_unreadable(const Sending& sending, const Response& response, Outcome& outcome) {
  fail(sending, response, outcome);
  outcome.result.status = HIF_DATA_LOSS;
  outcome.result.ambiguous = true;
  outcome.result.error = sending.entity.title + ": " + sending.request.method + " " +
                         std::string(without_query(sending.request.target)) + " answered " +
                         std::to_string(response.http_status()) +
                         ", but with a body that is not JSON";
}

void fail_rows(const Sending& sending, const Response& response, Outcome& outcome) {
  fail(sending, response, outcome);
  outcome.result.status = HIF_CONFLICT;
  outcome.result.ambiguous = true;
  outcome.result.error += "; the other rows were carried out";
}

} // namespace

Outcome outcome_of(const Sending& sending, const Response& response) {
  Outcome outcome;
  auto& result = outcome.result;
  result.http_status = response.http_status();
  if (response.phase() == HIF_PHASE_NOT_SENT && response.http_status() == 0) {
    result.outcome = HIF_OUTCOME_PREVIEWED;
    return outcome;
  }
  if (auto id = id_of_line(sending.entity, response); !id.empty()) {
    result.id = std::move(id);
    outcome.response = response.body();
    result.outcome = success_of(sending.entity, response.http_status());
    return outcome;
  }
  const auto answer = parse_answer(response.body());
  if (answer && is_line(response.body()))
    outcome.response = response.body();
  else if (answer)
    outcome.response = json::print(*answer);
  result.id = id_of(sending, answer.value_or(nullptr));
  const bool gone =
      sending.entity.method == "DELETE" && response.http_status() == 404 && response.ambiguous();
  if (gone)
    result.outcome = HIF_OUTCOME_DELETED;
  else if (!response.ok())
    fail(sending, response, outcome);
  else if (!answer && !is_blank(response.body()))
    fail_unreadable(sending, response, outcome);
  else if (answer && refuses_rows(sending.entity, *answer))
    fail_rows(sending, response, outcome);
  else
    result.outcome = success_of(sending.entity, response.http_status());
  return outcome;
}

Outcome outcome_of(const Sending& sending, const hif::sdk::SendError& error) {
  Outcome outcome;
  auto& result = outcome.result;
  result.status = error.status;
  result.ambiguous = error.ambiguous || error.phase == HIF_PHASE_SENT;
  result.id = id_of(sending, nullptr);
  result.error = failure_message(sending.entity.title, sending.request, error);
  if (result.ambiguous) result.error += "; the request " + may_have_been_carried_out;
  if (!error.details.is_null()) result.details_json = json::print(error.details);
  return outcome;
}

Outcome unproven(const Sending& sending, const Response& response) {
  Outcome outcome;
  outcome.result.http_status = response.http_status();
  fail_unreadable(sending, response, outcome);
  outcome.result.error = sending.entity.title + ": " + sending.request.method + " " +
                         std::string(without_query(sending.request.target)) + " answered " +
                         std::to_string(response.http_status()) +
                         ", but without the record that it made";
  return outcome;
}

Outcome adopted(const Found& found) {
  Outcome outcome;
  outcome.result.outcome = HIF_OUTCOME_CREATED;
  outcome.result.http_status = 200;
  outcome.result.id = found.id;
  outcome.response = json::print(found.record);
  return outcome;
}

Outcome unchanged(const Found& found) {
  auto outcome = adopted(found);
  outcome.result.outcome = HIF_OUTCOME_UNCHANGED;
  return outcome;
}

bool stops_all(const hif::sdk::SendError& error) {
  switch (error.status) {
  case HIF_UNAUTHENTICATED:
  case HIF_CANCELLED:
  case HIF_DEADLINE_EXCEEDED:
  case HIF_RATE_LIMITED:
    return true;
  case HIF_UNAVAILABLE:
    return !error.ambiguous && error.phase == HIF_PHASE_NOT_SENT;
  default:
    return false;
  }
}

} // namespace timely
