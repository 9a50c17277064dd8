// SPDX-License-Identifier: MIT
#include "lookup/cached_list.hpp"

#include "catalogue/dotted.hpp"
#include "subscriber/subscriber.hpp"

#include <algorithm>

namespace timely::lookup {
namespace {

using hif::sdk::Call;
using hif::sdk::Error;
using json::Object;
using json::Value;

constexpr hif::sdk::Limits batch_limits{.max_records = 1000, .max_bytes = std::uint64_t{8} << 20};

Value subscriber_config(const CachedList::Source& source) {
  return Object{{"method", "GET"},
                {"entity", source.entity},
                {"request_parameters", Object{{"path", source.path}, {"query", source.query}}}};
}

// A call for the reading, whose progress is not that of the records that are transformed. What it
// counted goes to the call that it stands for.
class ReadingCall {
 public:
  explicit ReadingCall(const Call& call) : call_(call), own_(call) {}
  ~ReadingCall() {
    own_.pass_on_counts();
    if (own_.retry_after_ms >= 0) call_.retry_after(own_.retry_after_ms);
  }
  Call get() const { return Call(own_.raw()); }

 private:
  const Call& call_;
  hif::sdk::OwnCall own_;
};

} // namespace

CachedList::CachedList(const hif::sdk::Creation& base, const Source& source,
                       std::uint64_t max_records)
    : reading_{base.host, base.client, subscriber_config(source), base.package_dir},
      descend_(source.descend), max_records_(max_records) {}

std::size_t CachedList::column(const std::string& field) {
  auto parts = split_dotted(field);
  const auto known = std::find(fields_.begin(), fields_.end(), parts);
  if (known != fields_.end()) return static_cast<std::size_t>(known - fields_.begin());
  fields_.push_back(std::move(parts));
  return fields_.size() - 1;
}

void CachedList::read(const Call& call, std::int64_t age_s) {
  constexpr std::int64_t second_ns = 1'000'000'000;
  const auto age_ns = reading_.host.steady_ns() - read_at_ns_;
  if (generation_ > 0 && age_ns / second_ns < age_s) return;
  rows_ = read_rows(call);
  read_at_ns_ = reading_.host.steady_ns(); // its own time does not count
  ++generation_;
}

Value CachedList::probe(const Call& call) const {
  return Subscriber(reading_).probe(call);
}

std::vector<Row> CachedList::read_rows(const Call& call) const {
  const ReadingCall reading(call);
  Subscriber subscriber(reading_);
  subscriber.open(reading.get(), {});
  std::vector<Row> rows;
  for (;;) {
    hif::sdk::Batch batch;
    if (subscriber.next(reading.get(), batch_limits, batch.out()) != HIF_OK) return rows;
    for (std::size_t i = 0; i < batch.size(); ++i)
      add(json::parse(hif::sdk::view(batch[i].json)), rows);
  }
}

void CachedList::add(const Value& record, std::vector<Row>& rows) const {
  if (rows.size() == max_records_)
    throw Error(HIF_RESOURCE_EXHAUSTED,
                reading_.config.find("entity")->as_string() + " has more than " +
                    std::to_string(max_records_) +
                    " records to look things up in; raise max_records, or ask for fewer by query");
  auto& row = rows.emplace_back();
  row.reserve(fields_.size());
  for (const auto& field : fields_) {
    const auto* value = at_dotted(record, field);
    row.push_back(value ? *value : Value());
  }
  const auto* nested = descend_.empty() ? nullptr : record.find(descend_);
  if (nested && nested->is_array())
    for (const auto& child : nested->as_array()) add(child, rows);
}

} // namespace timely::lookup
