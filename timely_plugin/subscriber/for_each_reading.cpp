// SPDX-License-Identifier: MIT
#include "subscriber/for_each_reading.hpp"

#include "catalogue/dotted.hpp"
#include "subscriber/checkpoint.hpp"
#include "subscriber/list_reading.hpp"

#include <hif/sdk/json_parse.hpp>

namespace timely {

using hif::sdk::Call;
using hif::sdk::Error;

namespace {

// Outer records with nothing to give after which the position is told all the same.
constexpr int most_in_silence = 50;

} // namespace

std::string with_member(std::string_view record, std::string_view name, std::string_view value) {
  const auto quoted = json::print(json::Value(name));
  const bool escaped = record.find("\\u") != record.npos; // a name may be spelled in other ways
  if (escaped || record.find(quoted) != record.npos) {
    auto parsed = json::parse(record);
    parsed.as_object().set(name, json::parse(value));
    return json::print(parsed);
  }
  auto end = record.rfind('}');
  const auto last = record.find_last_not_of(" \t", end - 1);
  std::string made(record.substr(0, end));
  if (record[last] != '{') made += ',';
  return made.append(quoted).append(":").append(value).append("}");
}

json::Value to_json(const ForEachPosition& position) {
  if (position.complete) return json::Object{{"complete", true}};
  json::Object json{{"complete", false}, {"outer", to_json(position.outer)}};
  if (!position.key.empty()) json.set("key", position.key);
  if (position.inner) json.set("inner", to_json(*position.inner));
  if (position.read > 0) json.set("read", position.read);
  if (position.gone > 0) json.set("gone", position.gone);
  return json;
}

ForEachPosition read_for_each_position(const json::Value& from) {
  const auto count = [&](const char* name) -> std::uint64_t {
    const auto* value = from.find(name);
    return value ? value->to_uint64().value_or(0) : 0;
  };
  ForEachPosition position;
  position.complete = need_member(from, "complete").as_bool();
  if (position.complete) return position;
  position.outer = read_list_position(need_member(from, "outer"));
  if (const auto* key = from.find("key")) position.key = key->as_string();
  if (const auto* inner = from.find("inner")) position.inner = read_list_position(*inner);
  position.read = count("read");
  position.gone = count("gone");
  return position;
}

ForEachReading::ForEachReading(const ReadSettings& settings, hif::sdk::Client client,
                               const hif::sdk::Host& host, ForEachPosition from)
    : settings_(settings), each_(*settings.for_each), host_(host), fetcher_(client, host),
      outer_source_(*each_.outer.entity, each_.outer.answer, client, fetcher_),
      inner_source_(*settings.entity, settings.answer, client, fetcher_),
      outer_(each_.outer, outer_source_, host, from.outer), from_(std::move(from)),
      read_(from_.read), gone_(from_.gone) {}

std::uint64_t ForEachReading::pages() const {
  auto all = outer_.pages() + pages_;
  for (const auto& inner : under_way_) all += inner->reader->pages();
  return all;
}

// What is there is given; only the first record of a batch is waited for.
bool ForEachReading::next(const Call& call, const hif::sdk::Limits& limits,
                          hif::sdk::BatchBuilder& batch) {
  if (done_) return false;
  Room room(limits);
  for (int in_silence = 0; in_silence < most_in_silence;) {
    begin_reads(call);
    if (under_way_.empty()) break;
    if (!rows_ || given_ == rows_->fresh.size()) {
      if (batch.size() > 0 && !under_way_.front()->reader->is_ready()) break;
      if (!next_rows(call)) {
        leave_inner();
        in_silence += batch.size() == 0;
        continue;
      }
    }
    give(room, batch);
    if (given_ < rows_->fresh.size()) break;
  }
  if (!under_way_.empty() || !outer_ended_) {
    put_checkpoint(position(), batch);
    return true;
  }
  done_ = true;
  if (!outer_.complete()) return batch.size() > 0; // a dry run
  finish();
  ForEachPosition end;
  end.complete = true;
  put_checkpoint(end, batch);
  return true;
}

// So many outer records as are worked on at once; waits for one only when there is none.
void ForEachReading::begin_reads(const Call& call) {
  while (under_way_.size() < each_.concurrency && has_outer(call)) {
    const auto row = outer_rows_->fresh[next_outer_];
    begin(call, outer_rows_->page->records()[row], outer_.position(next_outer_));
    ++next_outer_;
  }
}

bool ForEachReading::has_outer(const Call& call) {
  while (!outer_ended_ && (!outer_rows_ || next_outer_ == outer_rows_->fresh.size())) {
    if (!under_way_.empty() && !outer_.is_ready()) {
      outer_.begin(call);
      return false;
    }
    outer_rows_ = outer_.next(call);
    next_outer_ = 0;
    outer_ended_ = outer_rows_ == nullptr;
  }
  return !outer_ended_;
}

void ForEachReading::begin(const Call& call, const PageRecord& record, ListPosition before) {
  const auto fields = json::parse(record.json);
  auto parameters = each_.fill(settings_, fields);
  if (!parameters) {
    ++without_value_;
    return;
  }
  auto inner = std::make_unique<Inner>();
  inner->key = record.key.empty() ? json::print(parameters->path) : std::string(record.key);
  for (const auto& add : each_.add) {
    const auto* value = at_dotted(fields, add.from);
    inner->added.emplace_back(add.name, value ? json::print(*value) : "null");
  }
  inner->outer = std::move(before);
  inner->settings = settings_;
  inner->settings.parameters = std::move(*parameters);
  const bool begun = from_.inner && inner->key == from_.key;
  inner->reader = std::make_unique<ListReader>(inner->settings, inner_source_, host_,
                                               begun ? *from_.inner : ListPosition{});
  if (begun) from_.inner.reset();
  inner->reader->begin(call);
  under_way_.push_back(std::move(inner));
}

// The next rows of the first read; false at its end. What it belongs to may have been deleted since
// the outer record was read: then there is nothing.
bool ForEachReading::next_rows(const Call& call) {
  auto& inner = *under_way_.front();
  given_ = 0;
  rows_ = nullptr;
  try {
    rows_ = inner.reader->next(call);
    if (!rows_) ++read_;
  } catch (const Error& error) {
    if (error.status != HIF_NOT_FOUND) throw;
    ++gone_;
    host_.log(HIF_LOG_WARN, std::string(error.what()) + "; passed over: \"" + inner.key +
                                "\" was in \"" + each_.outer.entity->title + "\"");
  }
  return rows_ != nullptr;
}

void ForEachReading::leave_inner() {
  pages_ += under_way_.front()->reader->pages();
  under_way_.pop_front();
  rows_ = nullptr;
  given_ = 0;
}

void ForEachReading::give(Room& room, hif::sdk::BatchBuilder& batch) {
  const auto& records = rows_->page->records();
  const auto entity = batch.copy(settings_.entity->id);
  batch.keep(rows_->page);
  for (; given_ < rows_->fresh.size(); ++given_) {
    const auto& record = records[rows_->fresh[given_]];
    if (!room.has(record.json.size())) return;
    batch.add(made_record(record, entity, batch));
    room.use(record.json.size());
  }
}

// Keys of inner records may be unique within their outer record only.
hif_record ForEachReading::made_record(const PageRecord& record, std::string_view entity,
                                       hif::sdk::BatchBuilder& batch) const {
  const auto& inner = *under_way_.front();
  auto made = as_record(record, entity);
  if (!record.key.empty())
    made.key = hif::sdk::str(batch.own(inner.key + "/" + std::string(record.key)));
  std::string text;
  for (const auto& [name, value] : inner.added)
    text = with_member(text.empty() ? record.json : text, name, value);
  if (!text.empty()) made.json = hif::sdk::str(batch.own(std::move(text)));
  return made;
}

void ForEachReading::finish() const {
  const auto& title = each_.outer.entity->title;
  if (read_ == 0 && gone_ > 1)
    throw Error(HIF_NOT_FOUND, "for_each: \"" + settings_.entity->title +
                                   "\" was not found for any of the " + std::to_string(gone_) +
                                   " records of \"" + title +
                                   "\"; does for_each.into take the right fields?");
  if (without_value_ > 0)
    host_.log(HIF_LOG_INFO, "for_each: " + std::to_string(without_value_) + " records of \"" +
                                title +
                                "\" have null where for_each.into takes a value, so "
                                "nothing was read for them");
}

ForEachPosition ForEachReading::position() const {
  ForEachPosition at;
  at.read = read_;
  at.gone = gone_;
  if (under_way_.empty()) { // between pages of the outer list
    at.outer = outer_.position(next_outer_);
    return at;
  }
  const auto& inner = *under_way_.front();
  at.outer = inner.outer;
  at.key = inner.key;
  if (inner.reader->pages() > 0) at.inner = inner.reader->position(given_);
  return at;
}

void ForEachReading::put_checkpoint(const ForEachPosition& at,
                                    hif::sdk::BatchBuilder& batch) const {
  // As long as nothing was found, all may be a mistake, which is then seen anew each time.
  if (!at.complete && read_ == 0 && gone_ > 0 && batch.size() == 0) return;
  batch.checkpoint(print(Checkpoint{
      .entity = settings_.entity->id, .params_hash = settings_.params_hash, .at = to_json(at)}));
}

} // namespace timely
