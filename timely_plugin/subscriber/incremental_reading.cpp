// SPDX-License-Identifier: MIT
#include "subscriber/incremental_reading.hpp"

#include "calendar/moment.hpp"
#include "subscriber/account_zone.hpp"
#include "subscriber/checkpoint.hpp"
#include "subscriber/fingerprint.hpp"
#include "subscriber/list_reading.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace timely {

using calendar::Day;
using hif::sdk::BatchBuilder;
using hif::sdk::Call;
using hif::sdk::Limits;
using std::chrono::days;

namespace {

// Where a read begins that is told no first day. A long time without records costs few requests.
constexpr Day first_ever = std::chrono::year(2000) / 1 / 1;
// People enter what they plan: so far ahead of today it is read, too.
constexpr days ahead(366);
constexpr int first_slice_days = 31, most_slice_days = 3660;
constexpr std::int64_t slice_pages = 20;  // that a slice is meant to have
constexpr std::size_t most_lookups = 100; // in a batch
constexpr std::int64_t day_seconds = 86'400;

// In the key of a record that has none of its own; no key of a record has it.
constexpr char nameless = '\n';

// Runs are counted from 1 to 255, round and round.
constexpr std::uint8_t most_runs = std::numeric_limits<std::uint8_t>::max();
constexpr std::uint8_t elsewhere = 0; // run of a record that lives on, and not in the list

std::uint8_t run_before(std::uint8_t run) {
  return run == 1 ? most_runs : static_cast<std::uint8_t>(run - 1);
}

std::int32_t number_of_day(Day day) {
  return static_cast<std::int32_t>(day.time_since_epoch().count());
}

bool is_within(std::int32_t day, const std::optional<DayRange>& range) {
  return range && day >= number_of_day(range->first) && day <= number_of_day(range->second);
}

// The days that the request parameters say.
std::string window_of(const ReadSettings& settings) {
  const auto& window = settings.entity->window;
  if (!window) return {};
  const auto& parameters = settings.parameters;
  std::string text;
  for (const auto& name : {window->from, window->to}) {
    const auto* value =
        window->in_body ? parameters.payload.find(name) : parameters.query.find(name);
    text += (text.empty() ? "" : "..") + (value ? json::print(*value) : std::string("-"));
  }
  return text;
}

int next_slice_days(int now, std::int64_t rows, std::int64_t wanted) {
  if (rows < wanted / 4) return std::min(now * 4, most_slice_days);
  if (rows <= wanted) return now;
  return static_cast<int>(std::max<std::int64_t>(1, now * wanted / rows));
}

} // namespace

IncrementalReading::List::List(ReadSettings of, const hif::sdk::Client& client, Fetcher& fetcher,
                               const hif::sdk::Host& host, const ListPosition& from)
    : settings(std::move(of)), source(*settings.entity, settings.answer, client, fetcher),
      reader(settings, source, host, from) {}

IncrementalReading::IncrementalReading(const Call& call, const ReadSettings& settings,
                                       hif::sdk::Client client, const hif::sdk::Host& host,
                                       hif::sdk::PartSource parts, const IncrementalPosition& from,
                                       bool anew)
    : settings_(settings), client_(client), host_(host), known_(call, parts, from.known), at_(from),
      fetcher_(client, host) {
  if (anew) {
    known_.clear();
    at_ = {};
  }
  // A run that was broken off is of no use for other days than it was for.
  begun_ = at_.stage != Stage::complete && at_.asked == window_of(settings_);
  if (wanted().single && wanted().detect_deletions)
    gone_.emplace(settings_, *wanted().single, client_, fetcher_);
}

std::uint64_t IncrementalReading::pages() const {
  return pages_ + (list_ ? list_->reader.pages() : 0);
}

bool IncrementalReading::next(const Call& call, const Limits& limits, BatchBuilder& batch) {
  if (done_) return false;
  if (!begun_) begin_run(call);
  begun_ = true;
  if (at_.stage == Stage::gone)
    look_up_missing(call, limits, batch);
  else if (at_.stage != Stage::complete && !read_list(call, limits, batch))
    return false;
  done_ = at_.stage == Stage::complete;
  at_.known = known_.size();
  batch.checkpoint(print(Checkpoint{
      .entity = settings_.entity->id, .params_hash = settings_.params_hash, .at = to_json(at_)}));
  return true;
}

// ---- what is read ----

void IncrementalReading::begin_run(const Call& call) {
  at_.run = static_cast<std::uint8_t>(at_.run % most_runs + 1);
  at_.stage = Stage::list;
  at_.asked = window_of(settings_);
  at_.list = {};
  at_.after.reset();
  if (wanted().scope == ChangeScope::days) return choose_range(call);
  if (wanted().scope != ChangeScope::changed || !at_.changed) return;
  at_.after = *at_.changed - wanted().look_back() * day_seconds;
  at_.stage = Stage::changed;
}

void IncrementalReading::choose_range(const Call& call) {
  const auto back = days(wanted().look_back());
  if (wanted().fixed) {
    at_.range = *wanted().fixed;
    // Only who asks for it gets less than the range that he says.
    const bool known =
        at_.fixed && at_.range->first >= at_.fixed->first && at_.range->first <= at_.fixed->second;
    if (wanted().look_back_days && known)
      at_.range->first =
          std::max(at_.range->first, std::min(at_.fixed->second, at_.range->second) - back);
  } else {
    const auto zone =
        account_zone(call, *settings_.catalogue, settings_.parameters.path, client_, host_);
    const auto today = zone.day_of(calendar::from_unix_us(host_.now_us()));
    const auto first = wanted().since.value_or(first_ever);
    if (!at_.since || !at_.reached) at_.since = first;
    if (first < *at_.since)
      host_.log(HIF_LOG_WARN, settings_.entity->title + ": the days from " +
                                  calendar::print_day(first) + " to " +
                                  calendar::print_day(*at_.since - days(1)) +
                                  " are not read: the first run began later; read them by a route "
                                  "with that range fixed, or start over with --full");
    at_.range = DayRange{at_.reached ? std::max(first, *at_.reached - back) : first, today + ahead};
  }
  if (at_.range->first > at_.range->second) return leave_lists(call);
  at_.slice_days = slice_days_to_begin_with();
  begin_slice(at_.range->first);
}

// By what is known of the range: how it is cut follows from the data, not from earlier runs.
int IncrementalReading::slice_days_to_begin_with() const {
  const auto known = static_cast<std::int64_t>(known_.size());
  if (known == 0) return first_slice_days;
  const auto wanted_rows = slice_pages * settings_.page_size;
  const std::int64_t length = (at_.range->second - at_.range->first).count() + 1;
  const auto some = known <= wanted_rows ? length : length * wanted_rows / known;
  return static_cast<int>(std::clamp<std::int64_t>(some, 1, most_slice_days));
}

void IncrementalReading::begin_slice(Day from) {
  at_.slice = DayRange{from, std::min(at_.range->second, from + days(at_.slice_days - 1))};
  at_.slice_rows = 0;
  at_.list = {};
}

// ---- reading ----

// False when there is nothing to go on from: a dry run.
bool IncrementalReading::read_list(const Call& call, const Limits& limits, BatchBuilder& batch) {
  if (!list_) open_list();
  if (!list_->rows || list_->given == list_->rows->fresh.size()) {
    list_->rows = list_->reader.next(call);
    list_->given = 0;
  }
  if (list_->rows) {
    take_rows(call, limits, batch);
    at_.list = list_->reader.position(list_->given);
    if (is_too_long()) cut_slice();
    return true;
  }
  done_ = !list_->reader.complete();
  if (done_) return false;
  leave_list(call);
  return true;
}

// After years with little there may come a slice with all there is.
bool IncrementalReading::is_too_long() const {
  return wanted().scope == ChangeScope::days && at_.slice->first < at_.slice->second &&
         at_.slice_rows > 4 * slice_pages * settings_.page_size;
}

// A part of it is read from the beginning; what was given is known.
void IncrementalReading::cut_slice() {
  const auto length = static_cast<int>((at_.slice->second - at_.slice->first).count()) + 1;
  at_.slice_days = std::max(1, length / 8);
  pages_ += list_->reader.pages();
  list_.reset();
  begin_slice(at_.slice->first);
}

void IncrementalReading::open_list() {
  auto settings = settings_;
  auto& parameters = settings.parameters;
  if (wanted().scope == ChangeScope::days)
    parameters =
        with_days(*settings.entity, std::move(parameters), at_.slice->first, at_.slice->second);
  if (at_.stage == Stage::changed) {
    const auto moment = calendar::from_unix_us(*at_.after * 1'000'000);
    parameters.query.set(settings.entity->cursor->filter,
                         calendar::print_moment(moment, calendar::Zone::utc()));
  }
  // One answer is read from its beginning again: what was given is known.
  if (!settings.paging) at_.list = {};
  keys_of_answer_ = {};
  list_ = std::make_unique<List>(std::move(settings), client_, fetcher_, host_, at_.list);
}

void IncrementalReading::take_rows(const Call& call, const Limits& limits, BatchBuilder& batch) {
  const auto& page = list_->rows->page;
  const auto entity = batch.copy(settings_.entity->id);
  Room room(limits);
  for (; list_->given < list_->rows->fresh.size(); ++list_->given) {
    const auto& record = page->records()[list_->rows->fresh[list_->given]];
    if (!room.has(record.json.size())) break;
    ++at_.slice_rows;
    if (!note(call, record)) continue;
    if (batch.size() == 0) batch.keep(page);
    batch.add(as_record(record, entity));
    room.use(record.json.size());
  }
}

// Whether the record is new, or another than it was.
bool IncrementalReading::note(const Call& call, const PageRecord& record) {
  if (settings_.entity->cursor && record.event_time_us > 0)
    at_.changed = std::max(at_.changed.value_or(0), record.event_time_us / 1'000'000);
  const auto hash = fingerprint(record.json);
  auto key = key_of(record, hash);
  const auto* known = known_.find(call, key);
  const bool changed = !known || known->hash != hash;
  const auto day = day_of(record);
  const auto text = is_read_again(day) ? record.json : std::string_view();
  known_.put(call, {std::move(key), hash, day, at_.run},
             changed ? std::optional(text) : std::nullopt);
  return changed;
}

// Whether the next run reads this day, too.
bool IncrementalReading::is_read_again(std::int32_t day) const {
  if (wanted().scope != ChangeScope::days || wanted().fixed) return true;
  return day >= number_of_day(at_.range->second - ahead - days(wanted().look_back()));
}

// A record without a key, and one whose key came before in the same answer, is told from others by
// all that it says.
std::string IncrementalReading::key_of(const PageRecord& record, std::uint64_t hash) {
  std::string key(record.key);
  const bool own = !key.empty() && (settings_.paging || keys_of_answer_.add(key));
  return own ? key : key + nameless + std::to_string(hash);
}

std::int32_t IncrementalReading::day_of(const PageRecord& record) {
  if (wanted().scope != ChangeScope::days) return 0;
  const auto text = fields_.text(record.json, settings_.entity->window->field);
  const auto day = text ? calendar::parse_day(*text) : std::nullopt;
  return number_of_day(day.value_or(at_.slice->second));
}

void IncrementalReading::leave_list(const Call& call) {
  pages_ += list_->reader.pages();
  list_.reset();
  at_.list = {};
  if (at_.stage == Stage::changed) {
    at_.stage = Stage::list;
    if (!gone_) finish(call);
    return;
  }
  if (wanted().scope != ChangeScope::days) return leave_lists(call);
  at_.slice_days =
      next_slice_days(at_.slice_days, at_.slice_rows, slice_pages * settings_.page_size);
  if (at_.slice->second < at_.range->second)
    begin_slice(at_.slice->second + days(1));
  else
    leave_lists(call);
}

// Everything there is was seen.
void IncrementalReading::leave_lists(const Call& call) {
  const auto window = window_of(settings_);
  const bool moved = wanted().scope == ChangeScope::whole && at_.window != window;
  at_.window = wanted().scope == ChangeScope::whole ? window : std::string();
  // What other days have is not gone, and what has no key cannot be looked up.
  if (!settings_.paging || moved)
    known_.erase_if(call, [&](const KnownRecord& record) {
      return record.run != at_.run && (moved || record.key.find(nameless) != std::string::npos);
    });
  at_.stage = Stage::gone;
  if (!gone_) finish(call);
}

// ---- what is gone ----

bool IncrementalReading::is_missing(const KnownRecord& record) const {
  if (record.run == at_.run || record.run == elsewhere) return false;
  if (record.key.find(nameless) != std::string::npos) return false;
  return wanted().scope != ChangeScope::days || is_within(record.day, at_.range);
}

void IncrementalReading::look_up_missing(const Call& call, const Limits& limits,
                                         BatchBuilder& batch) {
  const auto most = std::clamp<std::size_t>(limits.max_records, 1, most_lookups);
  const auto missing = known_.select(call, looked_up_to_, most,
                                     [&](const KnownRecord& record) { return is_missing(record); });
  if (missing.empty()) return finish(call);
  std::vector<std::string> keys;
  for (const auto& record : missing) keys.push_back(record.key);
  const auto states = gone_->look_up(call, keys);
  for (std::size_t i = 0; i < missing.size(); ++i) settle(call, missing[i], states[i], batch);
  looked_up_to_ = missing.back().key;
}

void IncrementalReading::settle(const Call& call, const KnownRecord& record, const LookedUp& now,
                                BatchBuilder& batch) {
  if (now.state == LookedUp::State::withheld) {
    host_.log(HIF_LOG_WARN, settings_.entity->title + ": " + record.key +
                                " is not in the list any more, and may not be looked up; it counts "
                                "as there");
    return;
  }
  const bool gone = now.state == LookedUp::State::gone;
  PageRecord shown{};
  if (now.page)
    shown = now.page->records().front();
  else
    shown.event_time_us = std::numeric_limits<std::int64_t>::min();
  if (shown.json.empty()) shown.json = batch.own(known_.text(call, record.key));
  if (shown.json.empty()) shown.json = batch.own(gone_->key_record(record.key));
  shown.key = batch.copy(record.key);
  if (now.page) batch.keep(now.page);
  auto out = as_record(shown, batch.copy(settings_.entity->id));
  if (gone) {
    out.op = HIF_RECORD_DELETE;
    batch.add(out);
    return known_.erase(call, record.key);
  }
  // It moved to where this read does not look, or while it was under way, or the list was not what
  // it seemed. Only when it is the same on a second run is it taken to stay there.
  const auto hash = fingerprint(shown.json);
  if (hash == record.hash && record.run == run_before(at_.run)) return;
  if (hash != record.hash) batch.add(out);
  known_.put(call, {record.key, hash, day_of(shown), hash == record.hash ? elsewhere : at_.run},
             hash == record.hash ? std::nullopt : std::optional(shown.json));
}

// ---- the end ----

void IncrementalReading::finish(const Call& call) {
  if (wanted().scope == ChangeScope::days) finish_days(call);
  at_.stage = Stage::complete;
}

// What no later run reads again need not be known.
void IncrementalReading::finish_days(const Call& call) {
  const auto before = std::exchange(at_.fixed, wanted().fixed);
  if (!at_.fixed) {
    const auto today = at_.range->second - ahead;
    at_.reached = std::max(at_.reached.value_or(today), today);
  }
  known_.erase_if(call, [&](const KnownRecord& record) {
    const bool again =
        at_.reached && record.day >= number_of_day(*at_.reached - days(wanted().look_back()));
    if (again || is_within(record.day, at_.fixed)) return false;
    return !at_.fixed || is_within(record.day, before);
  });
}

} // namespace timely
