// SPDX-License-Identifier: MIT
#include "subscriber/subscriber.hpp"

#include "subscriber/list_reading.hpp"

namespace timely {

using hif::sdk::Call;
using hif::sdk::ConfigError;

Subscriber::Subscriber(const hif::sdk::Creation& creation)
    : settings_(read_settings(creation, true)), host_(creation.host), client_(creation.client) {
  if (!creation.client.present()) throw ConfigError("", "a client is missing");
}

void Subscriber::validate(const hif::sdk::Creation& creation) {
  read_settings(creation, false);
}

void Subscriber::open(const Call&, std::string_view checkpoint) {
  for (const auto& warning : settings_.warnings) host_.log(HIF_LOG_WARN, warning);
  close();
  records_ = 0;
  reading_ = read_from(checkpoint);
}

// A read that came to its end starts anew; so does one of other parameters.
std::unique_ptr<Reading> Subscriber::read_from(std::string_view text) {
  ListPosition from;
  if (!text.empty()) {
    const auto checkpoint = read_checkpoint(text);
    from = read_part([&] { return read_list_position(checkpoint.at); });
    const bool same = checkpoint.entity == settings_.entity->id &&
                      checkpoint.params_hash == settings_.params_hash;
    if (!same && !from.complete)
      host_.log(HIF_LOG_WARN, settings_.entity->title +
                                  ": the request parameters differ from those of the last run, so "
                                  "the read starts anew");
    if (!same || from.complete) from = {};
  }
  return std::make_unique<ListReading>(settings_, client_, host_, from);
}

hif_status Subscriber::next(const Call& call, const hif::sdk::Limits& limits, hif_batch* out) {
  if (!reading_) return HIF_END;
  hif::sdk::BatchBuilder batch;
  if (!reading_->next(call, limits, batch)) {
    close();
    return HIF_END;
  }
  records_ += batch.size();
  call.progress(records_, 0, "page " + std::to_string(reading_->pages()));
  batch.finish(out);
  return HIF_OK;
}

void Subscriber::close() {
  reading_.reset();
}

} // namespace timely
