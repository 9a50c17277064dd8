// SPDX-License-Identifier: MIT
#include "publisher/record_sender.hpp"

#include "catalogue/answer_error.hpp"

#include <algorithm>
#include <charconv>
#include <exception>

namespace timely {

using hif::sdk::Call;
using hif::sdk::Error;
using hif::sdk::SendError;

namespace {

// Seconds; a date is left to the client, which waited for it already where it could.
std::int64_t asked_pause_ms(const hif::sdk::Response& response) {
  constexpr std::int64_t most_s = 900;
  const auto text = response.header("retry-after");
  std::int64_t seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return std::clamp<std::int64_t>(seconds, 0, most_s) * 1000;
}

// Whether what is known of it is all that can be known.
bool is_settled(const Draft& draft, const Outcome& outcome) {
  return !draft.journaled || !outcome.result.ambiguous;
}

} // namespace

bool stops_all(hif_status status) {
  switch (status) {
  case HIF_UNAUTHENTICATED:
  case HIF_CANCELLED:
  case HIF_DEADLINE_EXCEEDED:
  case HIF_RATE_LIMITED:
  case HIF_UNAVAILABLE:
    return true;
  default:
    return false;
  }
}

std::int64_t RecordSender::pause_ms(unsigned attempt, const hif::sdk::Response* response) {
  constexpr std::int64_t first_ms = 1000;
  return std::max(first_ms << (attempt - 1), response ? asked_pause_ms(*response) : 0);
}

void RecordSender::send(const Call& call, Draft& draft) const {
  settle(call, {&draft, attempt(call, draft, 1)});
}

std::vector<RecordSender::Open> RecordSender::send_many(const Call& call,
                                                        const std::vector<Draft*>& drafts,
                                                        std::size_t at_once) const {
  std::vector<const hif::sdk::Request*> requests;
  for (const auto* draft : drafts) requests.push_back(&draft->request);
  std::vector<Open> open;
  std::exception_ptr thrown;
  client_.send_many(call, requests, at_once, [&](std::size_t i, const auto& receive) {
    auto& draft = *drafts[i];
    try {
      auto first = attempt(draft, 1, receive);
      if (is_settled(draft, first.outcome))
        draft.outcome = std::move(first.outcome);
      else
        open.push_back({&draft, std::move(first)});
    } catch (...) {
      if (!thrown) thrown = std::current_exception();
    }
    return !thrown;
  });
  if (thrown) std::rethrow_exception(thrown);
  call.throw_if_cancelled();
  return open;
}

void RecordSender::settle(const Call& call, Open open) const {
  auto& draft = *open.draft;
  for (unsigned number = 1;; ++number) {
    auto& [outcome, pause] = open.attempt;
    if (is_settled(draft, outcome)) break;
    try {
      auto found = look_twice(call, {lookup_->wanted(draft)}, pause);
      if (found.front()) {
        draft.outcome = adopted(*found.front());
        return;
      }
      outcome.result.error += "; it is not found by its " + draft.entity->external_id->field;
    } catch (const Error& error) {
      if (stops_all(error.status)) throw;
      outcome.result.error += std::string("; it cannot be looked for: ") + error.what();
      number = most_attempts;
    }
    if (number >= most_attempts) break;
    open.attempt = attempt(call, draft, number + 1);
  }
  draft.outcome = std::move(open.attempt.outcome);
}

RecordSender::Attempt RecordSender::attempt(const Call& call, Draft& draft, unsigned number) const {
  return attempt(draft, number, [&] { return client_.send(call, draft.request); });
}

RecordSender::Attempt RecordSender::attempt(Draft& draft, unsigned number,
                                            const hif::sdk::Client::Receive& receive) const {
  const Sending sending{*draft.entity, draft.path(), draft.request};
  try {
    const auto response = receive();
    if (response.http_status() == 401)
      throw refusal_error(draft.entity->title, draft.request, response);
    auto outcome = outcome_of(sending, response);
    const bool created = outcome.result.outcome == HIF_OUTCOME_CREATED;
    if (draft.journaled && created && outcome.result.id.empty())
      outcome = unproven(sending, response);
    return {std::move(outcome), pause_ms(number, &response)};
  } catch (const SendError& error) {
    auto outcome = outcome_of(sending, error);
    const bool wanted_to_stop =
        error.status == HIF_CANCELLED || error.status == HIF_DEADLINE_EXCEEDED;
    const bool settles = draft.journaled && outcome.result.ambiguous && !wanted_to_stop;
    if (settles || !stops_all(error)) return {std::move(outcome), pause_ms(number, nullptr)};
    auto text = outcome.result.error;
    if (outcome.result.ambiguous && !draft.journaled) draft.outcome = std::move(outcome);
    throw Error(error.status, text, error.details);
  }
}

std::vector<std::optional<Found>>
RecordSender::look_twice(const Call& call, const std::vector<Wanted>& wanted, std::int64_t pause_ms,
                         const std::set<std::string>& taken) const {
  auto found = lookup_->find(call, client_, wanted, taken);
  std::vector<std::size_t> missing;
  std::vector<Wanted> still_wanted;
  auto given = taken;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i]) {
      given.insert(found[i]->id);
    } else {
      missing.push_back(i);
      still_wanted.push_back(wanted[i]);
    }
  }
  if (missing.empty()) return found;
  host_.sleep(call.raw(), pause_ms);
  auto late = lookup_->find(call, client_, still_wanted, given);
  for (std::size_t i = 0; i < missing.size(); ++i) found[missing[i]] = std::move(late[i]);
  return found;
}

} // namespace timely
