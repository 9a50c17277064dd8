// SPDX-License-Identifier: MIT
#include "subscriber/subscriber.hpp"

#include "subscriber/checkpoint.hpp"
#include "subscriber/for_each_reading.hpp"
#include "subscriber/incremental_reading.hpp"
#include "subscriber/list_reading.hpp"

namespace timely {

using hif::sdk::Call;
using hif::sdk::ConfigError;

namespace {

constexpr const char* other_parameters = "the request parameters differ from those of the last run";

} // namespace

Subscriber::Subscriber(const hif::sdk::Creation& creation)
    : settings_(read_settings(creation, true)), host_(creation.host), client_(creation.client) {
  if (!creation.client.present()) throw ConfigError("", "a client is missing");
}

void Subscriber::validate(const hif::sdk::Creation& creation) {
  read_settings(creation, false);
}

void Subscriber::open(const Call& call, std::string_view checkpoint) {
  for (const auto& warning : settings_.warnings) host_.log(HIF_LOG_WARN, warning);
  reading_.reset();
  records_ = 0;
  reading_ = settings_.incremental ? read_changes(call, checkpoint) : read_from(checkpoint);
}

bool Subscriber::is_ours(const Checkpoint& checkpoint) const {
  return checkpoint.entity == settings_.entity->id &&
         checkpoint.params_hash == settings_.params_hash;
}

void Subscriber::say_anew(const std::string& why) const {
  host_.log(HIF_LOG_WARN, settings_.entity->title + ": " + why + ", so the read starts anew");
}

// A read that came to its end starts anew; so does one of other parameters, or of changes.
std::unique_ptr<Reading> Subscriber::read_from(std::string_view text) {
  json::Value at; // null: from the start
  if (!text.empty()) {
    const auto checkpoint = read_checkpoint(text);
    const auto of_changes =
        read_part([&] { return read_incremental_position(checkpoint.at).has_value(); });
    const auto complete =
        !of_changes && read_part([&] { return need_member(checkpoint.at, "complete").as_bool(); });
    const bool same = is_ours(checkpoint) && !of_changes;
    if (!same && !complete)
      say_anew(of_changes ? "incremental was switched off since the last run" : other_parameters);
    if (same && !complete) at = checkpoint.at;
  }
  if (settings_.for_each)
    return std::make_unique<ForEachReading>(
        settings_, client_, host_,
        at.is_null() ? ForEachPosition{} : read_part([&] { return read_for_each_position(at); }));
  return std::make_unique<ListReading>(
      settings_, client_, host_,
      at.is_null() ? ListPosition{} : read_part([&] { return read_list_position(at); }));
}

std::unique_ptr<Reading> Subscriber::read_changes(const Call& call, std::string_view text) {
  if (!parts_.present())
    throw hif::sdk::Error(HIF_UNIMPLEMENTED,
                          "incremental is not possible here: what is known of the records is kept "
                          "with the position of a route, and there is none");
  std::optional<IncrementalPosition> from;
  bool anew = false;
  if (!text.empty()) {
    const auto checkpoint = read_checkpoint(text);
    from = read_part([&] { return read_incremental_position(checkpoint.at); });
    anew = !from || !is_ours(checkpoint);
    if (anew) say_anew(from ? other_parameters : "incremental was switched on since the last run");
  }
  return std::make_unique<IncrementalReading>(call, settings_, client_, host_, parts_,
                                              from.value_or(IncrementalPosition{}), anew);
}

void Subscriber::changed_parts(const Call&, hif::sdk::PartSink sink) {
  if (reading_) reading_->changes(sink);
}

hif_status Subscriber::next(const Call& call, const hif::sdk::Limits& limits, hif_batch* out) {
  if (!reading_) return HIF_END;
  hif::sdk::BatchBuilder batch;
  if (!reading_->next(call, limits, batch)) {
    reading_.reset();
    return HIF_END;
  }
  records_ += batch.size();
  call.progress(records_, 0, "page " + std::to_string(reading_->pages()));
  batch.finish(out);
  return HIF_OK;
}

// What the parts are read from is dead from now on.
void Subscriber::close() {
  reading_.reset();
  parts_ = hif::sdk::PartSource();
}

} // namespace timely
