// SPDX-License-Identifier: MIT
#include "publisher/lock_check.hpp"

#include "catalogue/payload.hpp"
#include "catalogue/pointer.hpp"
#include "publisher/record_reader.hpp"
#include "publisher/record_sender.hpp"

#include <algorithm>

namespace timely {
namespace {

using hif::sdk::Call;
using hif::sdk::Error;

// In one request: the query stays far below what servers take.
constexpr std::size_t most_days = 50, most_users = 50;
// Days remembered; a run over more reads them again.
constexpr std::size_t most_known = 100'000;
constexpr std::size_t day_size = 10;

std::string text_at(const json::Value& record, const std::string& pointer) {
  return scalar_text(at_pointer(record, pointer));
}

bool is_true(const json::Value* value) {
  return value && *value == json::Value(true);
}

Outcome locked(const Entity& entity, const std::string& field, const std::string& text) {
  Outcome outcome;
  outcome.result.status = HIF_CONFLICT;
  outcome.result.error = entity.title + ": refused before sending: " + text;
  outcome.result.details_json =
      json::print(json::Object{{"fields", json::Object{{field, json::Array{"is locked"}}}}});
  return outcome;
}

// The vendor has no such locks, or not for this account or this key.
bool has_none(const Error& error) {
  return error.status == HIF_PERMISSION_DENIED || error.status == HIF_NOT_FOUND;
}

json::Array list_of(const std::set<std::string>& texts) {
  json::Array list;
  for (const auto& text : texts) list.emplace_back(text);
  return list;
}

} // namespace

LockCheck::LockCheck(hif::sdk::Host host, hif::sdk::Client client, const WriteSettings& settings,
                     Workers& workers)
    : host_(host), client_(client), settings_(settings), workers_(workers),
      locks_(*settings.entity->locks), list_(settings.catalogue->by_id(locks_.entity)) {
  if (!list_)
    throw Error(HIF_INVALID_ARGUMENT, "the catalogue's entity " + settings.entity->id +
                                          " has its locks in " + locks_.entity + ", which is none");
  if (locks_.record && (!settings.reader || settings.reader->path_parameters.empty()))
    throw Error(HIF_INVALID_ARGUMENT,
                "the catalogue's entity " + settings.entity->id +
                    " has locks in its record, which cannot be read by itself");
}

void LockCheck::refuse_locked(const Call& call, const std::vector<Draft*>& drafts) {
  std::vector<Draft*> open;
  for (auto* draft : drafts)
    if (!draft->outcome) open.push_back(draft);
  if (locks_.record)
    workers_.for_each(call, open.size(),
                      [&](const Call& own, std::size_t i) { read_record(own, *open[i]); });
  std::erase_if(open, [](const Draft* draft) { return draft->outcome.has_value(); });
  if (!readable_) return;
  try {
    judge(call, open);
  } catch (const Error& error) {
    if (!has_none(error)) throw;
    readable_ = false;
    host_.log(HIF_LOG_WARN, "locked days cannot be told beforehand, so records are sent without "
                            "that check: " +
                                std::string(error.what()));
  }
}

// The record that is to be changed or deleted; one that is not there is told so by the vendor.
void LockCheck::read_record(const Call& call, Draft& draft) const {
  call.throw_if_cancelled();
  const auto& reader = *settings_.reader;
  try {
    const auto id = scalar_text(draft.path().find(reader.path_parameters.back().name));
    if (!draft.found) draft.found = read_one(call, client_, reader, draft.path(), id);
  } catch (const Error& error) {
    if (stops_all(error.status)) throw;
    return; // nothing is known of it: the vendor decides
  }
  if (!draft.found || !is_true(at_pointer(draft.found->record, locks_.record->locked))) return;
  const auto given = payload_parts(*draft.entity, draft.parameters()).inside;
  const bool unlocks = std::any_of(locks_.unlocked_by.begin(), locks_.unlocked_by.end(),
                                   [&](const std::string& field) { return given.contains(field); });
  if (!unlocks)
    draft.outcome = locked(*draft.entity, "locked",
                           "record " + draft.found->id + " is locked; unlock it first");
}

// Where the record is, and where the payload puts it.
std::vector<LockCheck::Place> LockCheck::places_of(const Call& call, const Draft& draft) {
  const auto given = payload_parts(*draft.entity, draft.parameters()).inside;
  Place now{build_request(*list_, {draft.path(), {}, nullptr}).target, {}, {}};
  std::vector<Place> places;
  if (draft.found && locks_.record) {
    now.user = scalar_text(at_pointer(draft.found->record, locks_.record->user));
    now.day = scalar_text(at_pointer(draft.found->record, locks_.record->day)).substr(0, day_size);
    places.push_back(now);
  }
  auto then = now;
  if (!locks_.user.empty()) {
    auto user = scalar_text(given.find(locks_.user));
    if (user.empty()) user = scalar_text(draft.path().find(locks_.user));
    if (!user.empty()) then.user = user;
  }
  if (!locks_.day.empty())
    if (const auto day = scalar_text(given.find(locks_.day)); !day.empty())
      then.day = day.substr(0, day_size);
  if (then.user.empty() && !locks_.caller.empty()) then.user = caller(call, draft, then.list);
  if (then != now) places.push_back(then);
  std::erase_if(places, [](const Place& one) { return one.user.empty() || one.day.empty(); });
  return places;
}

std::string LockCheck::caller(const Call& call, const Draft& draft, const std::string& list) {
  const auto [at, is_new] = callers_.try_emplace(list);
  const auto* entity = settings_.catalogue->by_id(locks_.caller);
  if (is_new && entity)
    at->second =
        scalar_text(read_answer(call, client_, *entity, {draft.path(), {}, nullptr}).find("id"));
  return at->second;
}

void LockCheck::judge(const Call& call, const std::vector<Draft*>& drafts) {
  std::vector<std::vector<Place>> places;
  std::map<std::string, std::set<Place>> unknown; // by list
  std::map<std::string, const json::Object*> paths;
  if (locked_.size() > most_known) locked_.clear();
  for (const auto* draft : drafts) {
    places.push_back(places_of(call, *draft));
    for (const auto& place : places.back()) {
      if (!locked_.contains(place)) unknown[place.list].insert(place);
      paths[place.list] = &draft->path();
    }
  }
  for (auto& [list, of_list] : unknown) read_days(call, *paths[list], std::move(of_list));
  for (std::size_t i = 0; i < drafts.size(); ++i)
    for (const auto& place : places[i])
      if (!drafts[i]->outcome && locked_[place])
        drafts[i]->outcome = locked(*drafts[i]->entity, "day",
                                    place.day + " is locked for user " + place.user +
                                        "; unlock the day, or write to another one");
}

// Every day that occurs for every user that does, in requests of a bounded size.
void LockCheck::read_days(const Call& call, const json::Object& path, std::set<Place> unknown) {
  while (!unknown.empty()) {
    std::set<std::string> days, users;
    std::set<Place> asked;
    for (const auto& place : unknown) {
      const bool fits = (days.contains(place.day) || days.size() < most_days) &&
                        (users.contains(place.user) || users.size() < most_users);
      if (!fits) continue;
      days.insert(place.day);
      users.insert(place.user);
      asked.insert(place);
    }
    for (const auto& place : asked) {
      unknown.erase(place);
      locked_[place] = false;
    }
    const RequestParameters parameters{
        path, json::Object{{locks_.days, list_of(days)}, {locks_.users, list_of(users)}}, nullptr};
    const auto answer = read_answer(call, client_, *list_, parameters);
    if (!answer.is_array()) continue;
    for (const auto& record : answer.as_array()) {
      const Place place{asked.begin()->list, text_at(record, locks_.shown.user),
                        text_at(record, locks_.shown.day)};
      if (asked.contains(place)) locked_[place] = is_true(at_pointer(record, locks_.shown.locked));
    }
  }
}

} // namespace timely
