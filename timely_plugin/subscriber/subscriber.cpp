// SPDX-License-Identifier: MIT
#include "subscriber/subscriber.hpp"

#include <algorithm>

namespace timely {

using hif::sdk::Call;
using hif::sdk::ConfigError;
using hif::sdk::Error;

Subscriber::Subscriber(const hif::sdk::Creation& creation)
    : settings_(read_settings(creation, true)), host_(creation.host), client_(creation.client),
      source_(settings_, creation.client) {
  if (!creation.client.present()) throw ConfigError("", "a client is missing");
  if (creation.config.find("prefetch"))
    host_.log(HIF_LOG_WARN, "prefetch has no effect yet: pages are asked for one after another");
}

void Subscriber::validate(const hif::sdk::Creation& creation) {
  read_settings(creation, false);
}

void Subscriber::open(const Call&, std::string_view checkpoint) {
  for (const auto& warning : settings_.warnings) host_.log(HIF_LOG_WARN, warning);
  close();
  resumed_row_ = pages_ = records_ = 0;
  seen_ = SeenKeys();
  guard_ = RepeatGuard();
  page_position_ = settings_.first_position;
  if (!checkpoint.empty()) resume(checkpoint);
  cursor_ = PageCursor(settings_.paging ? settings_.paging->style : PagingStyle::none,
                       page_position_, settings_.page_size);
  done_ = false;
}

// A read that came to its end starts anew; so does one of other parameters.
void Subscriber::resume(std::string_view text) {
  const auto checkpoint = read_checkpoint(text);
  if (checkpoint.entity != settings_.entity->id ||
      checkpoint.params_hash != settings_.params_hash) {
    host_.log(HIF_LOG_WARN, settings_.entity->title +
                                ": the request parameters differ from those of the last run, so "
                                "the read starts anew");
    return;
  }
  if (checkpoint.complete) return;
  page_position_ = checkpoint.position;
  resumed_row_ = checkpoint.row;
}

hif_status Subscriber::next(const Call& call, const hif::sdk::Limits& limits, hif_batch* out) {
  if (done_) return HIF_END;
  hif::sdk::BatchBuilder batch;
  while (batch.size() == 0) {
    if (!page_ && !load(call)) break;
    give(limits, batch);
  }
  const bool stopped = !page_ && batch.size() == 0 && !cursor_.ended();
  done_ = stopped || (!page_ && cursor_.ended());
  if (stopped) return HIF_END;
  records_ += batch.size();
  call.progress(records_, 0, "page " + std::to_string(pages_));
  batch.checkpoint(position());
  batch.finish(out);
  return HIF_OK;
}

void Subscriber::close() {
  page_.reset();
  done_ = true;
}

// The next page; false when there is none, or when as many as wanted were read.
bool Subscriber::load(const Call& call) {
  if (cursor_.ended()) return false;
  if (settings_.max_pages && pages_ >= *settings_.max_pages) {
    host_.log(HIF_LOG_WARN, settings_.entity->title + ": stopped after " + std::to_string(pages_) +
                                " pages, as max_pages says");
    return false;
  }
  call.throw_if_cancelled();
  page_position_ = cursor_.position();
  auto page = source_.get(call, page_position_);
  if (!page) {
    cursor_.end();
    return false;
  }
  ++pages_;
  const auto rows = page->records().size();
  if (settings_.paging && guard_.repeats(page->body(), rows)) refuse_repetition(*page);
  cursor_.take(static_cast<std::int64_t>(rows));
  if (page->single()) cursor_.end();
  row_ = fresh_rows_ = 0;
  while (row_ < rows && row_ < resumed_row_) is_new(page->records()[row_++]);
  resumed_row_ = 0;
  page_ = std::move(page);
  return true;
}

void Subscriber::refuse_repetition(const Page& page) const {
  throw Error(HIF_DATA_LOSS,
              settings_.entity->title + ": the data repeats: " +
                  settings_.paging->position_parameter + "=" + std::to_string(page_position_) +
                  " brought the same " + std::to_string(page.records().size()) +
                  " records as the page before, so the list cannot be read to its end; raise "
                  "page_size, or ask the vendor why \"" +
                  settings_.paging->position_parameter + "\" has no effect");
}

void Subscriber::give(const hif::sdk::Limits& limits, hif::sdk::BatchBuilder& batch) {
  const auto& records = page_->records();
  const auto entity = batch.copy(settings_.entity->id);
  batch.keep(page_);
  for (std::uint64_t bytes = 0; row_ < records.size(); ++row_) {
    const auto& record = records[row_];
    const bool full = batch.size() >= std::max<std::uint64_t>(limits.max_records, 1) ||
                      (batch.size() > 0 && bytes + record.json.size() > limits.max_bytes);
    if (full) return;
    if (!is_new(record)) continue;
    hif_record out{};
    out.json = hif::sdk::str(record.json);
    out.entity = hif::sdk::str(entity);
    out.key = hif::sdk::str(record.key);
    out.event_time_us = record.event_time_us;
    batch.add(out);
    bytes += record.json.size();
    ++fresh_rows_;
  }
  leave_page();
}

void Subscriber::leave_page() {
  if (settings_.paging && guard_.is_stuck(page_->records().size(), fresh_rows_))
    refuse_repetition(*page_);
  page_.reset();
}

// Within one answer the vendor may well name a key twice; across pages that is the list moving.
bool Subscriber::is_new(const PageRecord& record) {
  return !settings_.paging || record.key.empty() || seen_.add(record.key);
}

std::string Subscriber::position() const {
  Checkpoint checkpoint{.entity = settings_.entity->id, .params_hash = settings_.params_hash};
  checkpoint.complete = !page_ && cursor_.ended();
  checkpoint.position = page_ ? page_position_ : cursor_.position();
  checkpoint.row = page_ ? row_ : 0;
  return print(checkpoint);
}

} // namespace timely
