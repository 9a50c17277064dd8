// SPDX-License-Identifier: MIT
#include "publisher/bulk_sender.hpp"

#include "catalogue/answer_error.hpp"
#include "publisher/difference.hpp"

#include <algorithm>

namespace timely {

using hif::sdk::Call;
using hif::sdk::Error;
using hif::sdk::Response;
using hif::sdk::SendError;

namespace {

// Refusals that one row can bring upon all of them, and of the gathered request as such.
bool narrows(int http_status) {
  return http_status == 400 || http_status == 404 || http_status == 405 || http_status == 413 ||
         http_status == 422;
}

std::int32_t carried_out(const Entity& entity) {
  if (entity.method == "DELETE") return HIF_OUTCOME_DELETED;
  return entity.method == "POST" ? HIF_OUTCOME_CREATED : HIF_OUTCOME_UPDATED;
}

// As the vendor counts: no sign, no zero before it.
bool is_number(std::string_view id) {
  return !id.empty() && id.front() != '0' && id.find_first_not_of("0123456789") == id.npos;
}

Outcome done(const Entity& entity, int http_status, const std::string& id) {
  Outcome outcome;
  outcome.result.outcome = carried_out(entity);
  outcome.result.http_status = http_status;
  outcome.result.id = id;
  if (is_number(id)) outcome.response.append("{\"id\":").append(id).append("}");
  return outcome;
}

std::vector<Row*> without_outcome(std::span<Row> rows) {
  std::vector<Row*> open;
  for (auto& row : rows)
    if (!row.draft->outcome) open.push_back(&row);
  return open;
}

} // namespace

// A gathered request that was sent, and the rows in it.
struct BulkSender::Sent {
  const Call& call;
  std::span<Row> rows;
  const hif::sdk::Request& request;
  const Response& response;
  unsigned attempt;
};

void BulkSender::send(const Call& call, std::span<Row> rows, unsigned attempt) const {
  call.throw_if_cancelled();
  if (rows.empty()) return;
  if (rows.size() == 1) return single_.send(call, *rows.front().draft);
  const auto request = form_.request(rows);
  std::optional<SendError> lost;
  Response response;
  try {
    response = client_.send(call, request);
  } catch (const SendError& error) {
    lost = error;
  }
  if (response.http_status() == 401) throw refusal_error(form_.entity().title, request, response);
  const Sent sent{call, rows, request, response, attempt};
  if (lost) return take_failure(sent, *lost);
  take_answer(sent);
}

void BulkSender::take_failure(const Sent& sent, const SendError& error) const {
  auto lost = outcome_of({form_.entity(), sent.rows.front().draft->path(), sent.request}, error);
  lost.result.id.clear();
  if (!stops_all(error) && lost.result.ambiguous)
    return lose(sent, lost, RecordSender::pause_ms(sent.attempt, nullptr));
  for (auto& row : sent.rows)
    if (!stops_all(error) || (lost.result.ambiguous && !row.draft->journaled))
      row.draft->outcome = lost;
  if (stops_all(error)) throw Error(error.status, lost.result.error, error.details);
}

void BulkSender::take_answer(const Sent& sent) const {
  const auto& response = sent.response;
  const bool previewed = response.phase() == HIF_PHASE_NOT_SENT && response.http_status() == 0;
  if (previewed) {
    Outcome preview;
    preview.result.outcome = HIF_OUTCOME_PREVIEWED;
    for (auto& row : sent.rows) row.draft->outcome = preview;
    return;
  }
  const bool creates = form_.bulk().id_parameter.empty();
  if (response.ok()) {
    auto answer = read_bulk_answer(response.body(), form_.bulk(), sent.rows.size());
    if (answer) return take_rows(sent, std::move(*answer));
  } else if (narrows(response.http_status()) && !response.ambiguous()) {
    if (sent.rows.size() == 1) return single_.send(sent.call, *sent.rows.front().draft);
    const auto half = sent.rows.size() / 2;
    send(sent.call, sent.rows.first(half), 1);
    return send(sent.call, sent.rows.subspan(half), 1);
  }
  const Sending sending{form_.entity(), sent.rows.front().draft->path(), sent.request};
  auto outcome = outcome_of(sending, response);
  outcome.result.id.clear();
  outcome.response.clear();
  if (response.ok()) { // carried out, or not: the answer cannot be read
    outcome.result.outcome = HIF_OUTCOME_FAILED;
    outcome.result.status = HIF_DATA_LOSS;
    outcome.result.ambiguous = true;
    if (outcome.result.error.empty())
      outcome.result.error = form_.entity().title + ": " + sent.request.method + " " +
                             sent.request.target +
                             " gave an answer that does not say what became "
                             "of the rows";
  }
  if (creates && outcome.result.ambiguous)
    return lose(sent, outcome, RecordSender::pause_ms(sent.attempt, &response));
  for (auto& row : sent.rows) row.draft->outcome = outcome;
}

void BulkSender::take_rows(const Sent& sent, BulkAnswer answer) const {
  take_errors(sent, std::move(answer.errors));
  if (!take_ids(sent, answer) || answer.later) settle_rest(sent, answer.later);
}

void BulkSender::take_errors(const Sent& sent, std::vector<RowError> errors) const {
  for (auto& error : errors) {
    Row* row = nullptr;
    if (error.index && *error.index < sent.rows.size()) row = &sent.rows[*error.index];
    if (!row && !error.id.empty())
      for (auto& one : sent.rows)
        if (one.id == error.id) row = &one;
    if (!row || row->draft->outcome) continue;
    // What an earlier attempt took away already is refused to a later one.
    if (sent.response.ambiguous() && form_.entity().method == "DELETE") continue;
    Outcome outcome = failed(sent, *row);
    outcome.result.error += ": " + error.text;
    json::Object details;
    if (!error.fields.empty()) details.set("fields", std::move(error.fields));
    details.set("http_status", sent.response.http_status());
    outcome.result.details_json = json::print(details);
    row->draft->outcome = std::move(outcome);
  }
}

Outcome BulkSender::failed(const Sent& sent, const Row& row) const {
  Outcome outcome;
  outcome.result.status = HIF_CONFLICT;
  outcome.result.http_status = sent.response.http_status();
  outcome.result.id = row.id;
  outcome.result.error = form_.entity().title + ": " + sent.request.method + " " +
                         sent.request.target + " refused row " +
                         std::to_string(&row - sent.rows.data()) + " of " +
                         std::to_string(sent.rows.size());
  if (const auto id = sent.response.header("x-request-id"); !id.empty())
    outcome.result.error += " (request id " + std::string(id) + ")";
  return outcome;
}

// True when every row has its outcome.
bool BulkSender::take_ids(const Sent& sent, const BulkAnswer& answer) const {
  const auto open = without_outcome(sent.rows);
  const auto http_status = sent.response.http_status();
  if (form_.bulk().id_parameter.empty()) {
    // They tell nothing apart but by their order, so none may be missing.
    if (answer.ids.size() != open.size()) return open.empty();
    for (std::size_t i = 0; i < open.size(); ++i)
      open[i]->draft->outcome = done(form_.entity(), http_status, answer.ids[i]);
    return true;
  }
  bool all = true;
  for (auto* row : open) {
    const bool named = std::find(answer.ids.begin(), answer.ids.end(), row->id) != answer.ids.end();
    if (named) row->draft->outcome = done(form_.entity(), http_status, row->id);
    all &= named;
  }
  return all;
}

void BulkSender::settle_rest(const Sent& sent, bool later) const {
  if (form_.bulk().id_parameter.empty()) return find_creates(sent, later);
  if (later) host_.sleep(sent.call.raw(), RecordSender::pause_ms(1, &sent.response));
  // What the answer passes over in silence is asked for by itself: that may be done again, and
  // has an answer of its own.
  for (auto* row : without_outcome(sent.rows)) {
    if (later || sent.response.ambiguous()) read_back(sent.call, *row);
    if (row->draft->outcome) continue;
    single_.send(sent.call, *row->draft);
    auto& outcome = *row->draft->outcome;
    const bool gone = outcome.result.http_status == 404 && form_.entity().method == "DELETE";
    if (gone && (later || sent.response.ambiguous())) outcome = done(form_.entity(), 404, row->id);
  }
}

// Settles the row when its record is seen to be as the row wants it.
void BulkSender::read_back(const Call& call, Row& row) const {
  if (!reader_) return;
  const auto request = build_request(*reader_, {row.draft->path(), {}, nullptr});
  Response response;
  try {
    response = client_.send(call, request);
  } catch (const SendError& error) {
    throw Error(error.status, failure_message(reader_->title, request, error), error.details);
  }
  const bool deletes = form_.entity().method == "DELETE";
  if (deletes && response.http_status() == 404)
    row.draft->outcome = done(form_.entity(), 404, row.id);
  if (!response.ok()) return;
  Found found{row.id, nullptr};
  try {
    found.record = json::parse(response.body());
  } catch (const json::ParseError&) {
    return;
  }
  const auto* deleted = found.record.find("deleted");
  const bool as_wanted =
      deletes ? deleted && *deleted == json::Value(true)
              : !what_differs(form_.entity(), row.draft->parameters(), found.record).has_value();
  if (!as_wanted) return;
  row.draft->outcome = adopted(found);
  row.draft->outcome->result.outcome = carried_out(form_.entity());
}

// Creates that the answer does not tell apart, or that a job carries out: they are known by their
// identifier. One without is taken for what the vendor says: a job took it, or nothing.
void BulkSender::find_creates(const Sent& sent, bool later) const {
  const auto text = form_.entity().title + ": " + sent.request.method + " " + sent.request.target +
                    " answered " + std::to_string(sent.response.http_status()) +
                    (later ? " and a job, but the record is not there yet"
                           : " without saying what became of the record");
  Outcome unknown, taken;
  unknown.result.status = HIF_DATA_LOSS;
  unknown.result.ambiguous = true;
  unknown.result.error = text;
  taken.result.outcome = HIF_OUTCOME_ACCEPTED;
  unknown.result.http_status = taken.result.http_status = sent.response.http_status();
  std::vector<Row*> open;
  for (auto* row : without_outcome(sent.rows)) {
    if (row->draft->journaled)
      open.push_back(row);
    else
      row->draft->outcome = later ? taken : unknown;
  }
  look_for(sent.call, open, later);
  for (auto* row : open) {
    if (later)
      row->draft->outcome = unknown;
    else
      single_.send(sent.call, *row->draft); // it was refused, and is told why
  }
}

// Gives those that are found their outcome; the others stay in `open`.
void BulkSender::look_for(const Call& call, std::vector<Row*>& open, bool patiently) const {
  constexpr unsigned most_looks = 6;
  for (unsigned look = 1; look <= (patiently ? most_looks : 1) && !open.empty(); ++look) {
    std::vector<Wanted> wanted;
    for (const auto* row : open) wanted.push_back(single_.lookup().wanted(*row->draft));
    const auto found = single_.look_twice(call, wanted, RecordSender::pause_ms(look, nullptr));
    for (std::size_t i = 0; i < open.size(); ++i)
      if (found[i]) open[i]->draft->outcome = adopted(*found[i]);
    std::erase_if(open, [](const Row* row) { return row->draft->outcome.has_value(); });
  }
}

// The answer to creates is lost: what is not there after a while was not carried out.
void BulkSender::lose(const Sent& sent, Outcome lost, std::int64_t pause_ms) const {
  std::vector<Row> open;
  std::vector<Wanted> wanted;
  for (auto& row : sent.rows) {
    if (!row.draft->journaled) {
      row.draft->outcome = lost;
      continue;
    }
    open.push_back(row);
    wanted.push_back(single_.lookup().wanted(*row.draft));
  }
  if (open.empty()) return;
  bool again = sent.attempt < RecordSender::most_attempts;
  try {
    const auto found = single_.look_twice(sent.call, wanted, pause_ms);
    for (std::size_t i = 0; i < open.size(); ++i)
      if (found[i]) open[i].draft->outcome = adopted(*found[i]);
    lost.result.error += "; it is not found by its " + form_.entity().external_id->field;
  } catch (const Error& error) {
    if (stops_all(error.status)) throw;
    lost.result.error += std::string("; it cannot be looked for: ") + error.what();
    again = false;
  }
  std::erase_if(open, [](const Row& row) { return row.draft->outcome.has_value(); });
  if (again) return send(sent.call, std::span(open), sent.attempt + 1);
  for (auto& row : open) row.draft->outcome = lost;
}

} // namespace timely
