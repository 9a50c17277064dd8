// SPDX-License-Identifier: MIT
#include "subscriber/list_reading.hpp"

namespace timely {

using hif::sdk::Call;

hif_record as_record(const PageRecord& record, std::string_view entity) {
  hif_record out{};
  out.json = hif::sdk::str(record.json);
  out.entity = hif::sdk::str(entity);
  out.key = hif::sdk::str(record.key);
  out.event_time_us = record.event_time_us;
  return out;
}

ListReading::ListReading(const ReadSettings& settings, hif::sdk::Client client,
                         const hif::sdk::Host& host, const ListPosition& from)
    : settings_(settings), fetcher_(client, host),
      source_(*settings.entity, settings.answer, client, fetcher_),
      reader_(settings, source_, host, from) {}

bool ListReading::next(const Call& call, const hif::sdk::Limits& limits,
                       hif::sdk::BatchBuilder& batch) {
  if (done_) return false;
  while (batch.size() == 0) {
    if (!rows_ || given_ == rows_->fresh.size()) {
      rows_ = reader_.next(call);
      given_ = 0;
    }
    if (!rows_) break;
    give(limits, batch);
  }
  const auto at = reader_.position(given_);
  done_ = at.complete || !rows_;
  if (!rows_ && !reader_.complete()) return false;
  batch.checkpoint(print(Checkpoint{
      .entity = settings_.entity->id, .params_hash = settings_.params_hash, .at = to_json(at)}));
  return true;
}

void ListReading::give(const hif::sdk::Limits& limits, hif::sdk::BatchBuilder& batch) {
  const auto& records = rows_->page->records();
  if (given_ == rows_->fresh.size()) return;
  const auto entity = batch.copy(settings_.entity->id);
  batch.keep(rows_->page);
  for (Room room(limits); given_ < rows_->fresh.size(); ++given_) {
    const auto& record = records[rows_->fresh[given_]];
    if (!room.has(record.json.size())) return;
    batch.add(as_record(record, entity));
    room.use(record.json.size());
  }
}

} // namespace timely
