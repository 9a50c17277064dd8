// SPDX-License-Identifier: MIT
// The part of the publisher that keeps a create from being carried out twice, and an update from
// being sent for nothing.
#include "publisher/publisher.hpp"

#include "publisher/difference.hpp"
#include "publisher/record_reader.hpp"

#include <algorithm>

namespace timely {

using hif::sdk::Call;
using hif::sdk::Error;

namespace {

Outcome failure(const Error& error) {
  Outcome outcome;
  outcome.result.status = error.status;
  outcome.result.error = error.what();
  if (!error.details.is_null()) outcome.result.details_json = json::print(error.details);
  return outcome;
}

} // namespace

// What was begun and has no outcome: it is there, or it will not come any more. What is not there
// comes again from the host, or was given to the user as failed.
void Publisher::settle_left_open(const Call& call) {
  if (journal_->open_intents().empty()) return;
  journal_->hold(call);
  const auto keys = journal_->open_intents();
  if (keys.empty()) return;
  std::vector<Wanted> wanted;
  for (const auto& key : keys) wanted.push_back(journal_->find(key)->wanted());
  const auto found =
      sender_.look_twice(call, wanted, RecordSender::pause_ms(2, nullptr), journal_->ids_known());
  std::size_t there = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (found[i])
      journal_->done(*journal_->find(keys[i]), found[i]->id), ++there;
    else
      journal_->forget(keys[i]);
  }
  journal_->keep(call);
  host_.log(HIF_LOG_INFO, settings_.entity->title + ": of " + std::to_string(keys.size()) +
                              " creates that an earlier run left open, " + std::to_string(there) +
                              " were carried out");
}

void Publisher::send_wave(const Call& call, Wave wave) {
  recognise(call, wave);
  // An update that changes nothing does not mind a lock. An upsert is checked by the day that its
  // record names, which is not in what is left of it.
  const bool upserts = settings_.create == CreateMode::upsert;
  if (!upserts) compare(call, wave);
  if (lock_check_) lock_check_->refuse_locked(call, wave);
  if (upserts) compare(call, wave);
  begin(call, wave);
  try {
    send_all(call, wave);
  } catch (...) {
    try {
      conclude(wave);
      if (journal_ && !call.dry_run()) journal_->keep(call);
    } catch (const std::exception& error) { // the first failure is the one to tell
      host_.log(HIF_LOG_WARN, error.what());
    }
    throw;
  }
  if (conclude(wave)) journal_->keep(call);
}

// Records that were handed over before get the outcome that they had.
void Publisher::recognise(const Call& call, const Wave& wave) {
  if (!journal_ || call.dry_run()) return;
  for (auto* draft : wave) {
    draft->journaled = !draft->external_id.empty();
    if (!draft->journaled) continue;
    journal_->hold(call);
    draft->key = digest_of(draft->request);
    if (auto* intent = journal_->find(draft->key))
      draft->outcome = outcome_of_known(call, *draft, *intent);
  }
}

std::optional<Outcome> Publisher::outcome_of_known(const Call& call, const Draft& draft,
                                                   Intent& intent) {
  const auto& list = *settings_.catalogue->by_id(settings_.entity->external_id->lookup.entity);
  if (intent.open()) {
    const auto found =
        sender_.look_twice(call, {intent.wanted()}, RecordSender::pause_ms(1, nullptr));
    if (!found.front()) return journal_->forget(draft.key), std::nullopt;
    journal_->done(intent, found.front()->id);
    journal_->touch(intent);
    return adopted(*found.front());
  }
  const auto* reader = settings_.catalogue->by_id(list.single);
  auto there = std::optional<Found>(Found{intent.id, json::Object{{"id", intent.id}}});
  if (reader)
    there = read_one(call, client_, *reader, path_to(*reader, draft.path(), intent.id), intent.id);
  // It was taken away since: the record is to be made anew.
  if (!there) return journal_->forget(draft.key), std::nullopt;
  journal_->touch(intent);
  return adopted(*there);
}

// Leaves of an update only what changes something.
void Publisher::compare(const Call& call, const Wave& wave) {
  if (settings_.create == CreateMode::upsert) return find_existing(call, wave);
  if (!settings_.skip_unchanged || !settings_.reader) return;
  workers_.for_each(call, wave.size(),
                    [&](const Call& own, std::size_t i) { reduce(own, *wave[i]); });
}

void Publisher::reduce(const Call& call, Draft& draft) const {
  call.throw_if_cancelled();
  if (draft.outcome) return;
  try {
    const auto id = scalar_text(draft.path().find(settings_.reader->path_parameters.back().name));
    auto found = read_one(call, client_, *settings_.reader, draft.path(), id);
    if (!found) return; // the update is told so in the vendor's words
    const auto differs = what_differs(*draft.entity, draft.parameters(), found->record);
    if (!differs) {
      draft.outcome = unchanged(*found);
      return;
    }
    auto parameters = draft.parameters();
    parameters.payload = *differs;
    draft = Draft::of(*draft.entity, std::move(parameters), draft.index);
    draft.found = std::move(found);
  } catch (const Error& error) {
    if (stops_all(error.status)) throw;
    draft.outcome = failure(error);
  }
}

void Publisher::find_existing(const Call& call, const Wave& wave) {
  Wave looked_for;
  std::vector<Wanted> wanted;
  for (auto* draft : wave) {
    if (draft->outcome) continue;
    looked_for.push_back(draft);
    wanted.push_back(lookup_->wanted(*draft));
  }
  try {
    const auto found = lookup_->find(call, client_, wanted);
    for (std::size_t i = 0; i < looked_for.size(); ++i)
      if (found[i]) turn_into_update(*looked_for[i], *found[i]);
  } catch (const Error& error) {
    if (stops_all(error.status)) throw;
    for (auto* draft : looked_for) draft->outcome = failure(error);
  }
}

void Publisher::turn_into_update(Draft& draft, const Found& found) {
  const auto& update = *settings_.update;
  const auto differs = what_differs(update, draft.parameters(), found.record);
  if (!differs) {
    draft.outcome = unchanged(found);
    return;
  }
  RequestParameters parameters{path_to(update, draft.path(), found.id), {}, *differs};
  draft = Draft::of(update, std::move(parameters), draft.index);
}

// From here on a stop leaves a trace of every create.
void Publisher::begin(const Call& call, const Wave& wave) {
  if (!journal_ || call.dry_run()) return;
  for (const auto* draft : wave)
    if (draft->journaled && !draft->outcome)
      journal_->begin(draft->key, lookup_->wanted_json(*draft));
  journal_->keep(call);
}

// True when there is something that a crash must not lose: a record that the user is told to have
// failed although it may have been carried out. What is done can be looked up.
bool Publisher::conclude(const Wave& wave) {
  bool told = false;
  for (const auto* draft : wave) {
    if (!draft->journaled || !draft->outcome) continue;
    auto* intent = journal_->find(draft->key);
    const auto& result = draft->outcome->result;
    if (!intent || !intent->open()) continue;
    const bool failed = result.outcome == HIF_OUTCOME_FAILED;
    if (!failed && !result.id.empty())
      journal_->done(*intent, result.id);
    else if (result.ambiguous)
      journal_->tell(*intent), told = true;
    else if (failed)
      journal_->forget(draft->key);
  }
  return told;
}

} // namespace timely
