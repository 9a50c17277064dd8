// SPDX-License-Identifier: MIT
#include "run/fan_out.hpp"

#include "run/pulling.hpp"

#include <algorithm>
#include <future>
#include <map>

namespace host {
namespace {

void add_record(Part& part, const hif_record& record, std::uint64_t number) {
  part.records.push_back(record);
  part.numbers.each.push_back(number);
}

std::uint64_t bytes_of(const hif_batch& records) {
  std::uint64_t bytes = 0;
  for (std::uint64_t i = 0; i < records.count; ++i) bytes += hif_batch_at(&records, i)->json.size;
  return bytes;
}

// The batch of the records that were added.
void make_batch(Part& part) {
  part.batch.struct_size = sizeof part.batch;
  part.batch.stride = sizeof(hif_record);
  part.batch.records = part.records.data();
  part.batch.count = part.records.size();
}

// Lanes at the same time: one that settles first what an earlier run left open takes a while.
void open_all(const std::vector<std::unique_ptr<Delivery>>& lanes, const std::string& sink,
              bool anew) {
  if (lanes.size() == 1) return lanes.front()->open(sink, anew);
  std::vector<std::future<void>> opening;
  for (const auto& lane : lanes)
    opening.push_back(std::async(std::launch::async, [&] { lane->open(sink, anew); }));
  for (auto& one : opening) one.wait();
  for (auto& one : opening) one.get();
}

} // namespace

void FanOut::add(const OutgoingConfig& config, const LaneSetup& setup, Objects& objects,
                 const MakeDelivery& make) {
  Target target{.name = config.name,
                .client = config.client.value_or(""),
                .deliveries = {},
                .key = {},
                .lanes = {}};
  if (setup.lanes > 1) target.key.emplace(setup.key);
  for (std::uint64_t lane = 0; lane < setup.lanes; ++lane) {
    auto outgoing = objects.outgoing(config, static_cast<std::int64_t>(lane));
    outgoing.lanes = setup.lanes;
    target.deliveries.push_back(make(std::move(outgoing)));
  }
  targets_.push_back(std::move(target));
}

void FanOut::open(bool anew, const std::function<std::string(const std::string&)>& sink_position) {
  const auto& kept = ledger_.kept().outgoing;
  for (const auto& target : targets_) {
    const auto reached = kept.find(target.name);
    const auto sink = reached != kept.end() ? reached->second.sink
                      : anew                ? std::string()
                                            : sink_position(target.name);
    open_all(target.deliveries, sink, anew);
  }
}

void FanOut::start() {
  std::vector<Ledger::Outgoing> outgoings;
  for (const auto& target : targets_) {
    for (const auto& delivery : target.deliveries) {
      delivery->flush();
      if (target.key && delivery->can_be_cut_back())
        throw Failure(Exit::usage, "outgoing \"" + target.name +
                                       "\" writes to one place with a position, which cannot be "
                                       "split into lanes; take `lanes` out of it");
    }
    if (!target.deliveries.front()->can_be_cut_back()) without_position_.push_back(target.name);
    const auto& kept = ledger_.kept().outgoing;
    const auto reached = kept.find(target.name);
    outgoings.push_back({target.name, target.deliveries.front()->sink_position(),
                         reached != kept.end() ? reached->second : OutgoingPosition{}});
  }
  ledger_.start(outgoings);
  lay_lanes();
  // One alone to a file or a table is quicker without: there is nobody to wait for.
  const bool over_client =
      std::ranges::any_of(targets_, [](const Target& target) { return !target.client.empty(); });
  if (!in_turn_ && (lanes_.size() > 1 || over_client)) lanes_.start();
}

void FanOut::lay_lanes() {
  std::map<std::string, std::size_t> of_client;
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    auto& target = targets_[i];
    const auto add_lane = [&] {
      followers_.emplace_back();
      target.lanes.push_back(followers_.size() - 1);
    };
    if (target.key)
      for (std::size_t lane = 0; lane < target.deliveries.size(); ++lane) add_lane();
    else if (target.client.empty() && !in_turn_)
      add_lane();
    else if (const auto known = of_client.find(in_turn_ ? "" : target.client);
             known != of_client.end())
      target.lanes.push_back(known->second);
    else
      add_lane(), of_client.emplace(in_turn_ ? "" : target.client, target.lanes.front());
    for (const auto lane : target.lanes) followers_[lane].push_back(i);
  }
  for (std::size_t lane = 0; lane < followers_.size(); ++lane) {
    std::vector<Lanes::Member> members;
    for (const auto i : followers_[lane]) {
      const auto& deliveries = targets_[i].deliveries;
      members.push_back(
          {deliveries[targets_[i].key ? lane - targets_[i].lanes.front() : 0].get(), i,
           targets_[i].client.empty() ? max_batch_records : max_vendor_batch_records});
    }
    lanes_.add(std::move(members));
  }
}

void FanOut::give(std::shared_ptr<const void> held, const hif_batch& records, std::uint64_t first) {
  std::map<std::size_t, std::vector<Part>> split_parts; // by target
  for (std::size_t i = 0; i < targets_.size(); ++i)
    if (targets_[i].key) split_parts[i] = split(i, records, first);
  const auto bytes = lanes_.started() ? bytes_of(records) : 0;
  for (std::size_t lane = 0; lane < followers_.size(); ++lane) {
    Work work{.held = held, .held_bytes = bytes, .parts = {}};
    for (const auto i : followers_[lane])
      work.parts.push_back(targets_[i].key
                               ? std::move(split_parts[i][lane - targets_[i].lanes.front()])
                               : whole(i, records, first));
    const bool nothing =
        std::ranges::all_of(work.parts, [](auto& p) { return p.batch.count == 0; });
    if (!nothing) lanes_.give(lane, std::move(work));
  }
  lanes_.check();
}

// All records but those that an earlier run settled.
Part FanOut::whole(std::size_t target, const hif_batch& records, std::uint64_t first) const {
  const auto& earlier = ledger_.earlier(target);
  Part part;
  if (first >= earlier.end()) {
    part.batch = records;
    part.numbers.first = first;
    return part;
  }
  for (std::uint64_t i = 0; i < records.count; ++i)
    if (!earlier.contains(first + i)) add_record(part, *hif_batch_at(&records, i), first + i);
  make_batch(part);
  return part;
}

std::vector<Part> FanOut::split(std::size_t target, const hif_batch& records,
                                std::uint64_t first) const {
  const auto& earlier = ledger_.earlier(target);
  const auto& [name, client, deliveries, key, lanes] = targets_[target];
  std::vector<Part> parts(lanes.size());
  for (std::uint64_t i = 0; i < records.count; ++i) {
    if (earlier.contains(first + i)) continue;
    const auto& record = *hif_batch_at(&records, i);
    add_record(parts[key->lane_of(hif::sdk::view(record.json), lanes.size())], record, first + i);
  }
  for (auto& part : parts) make_batch(part);
  return parts;
}

void FanOut::flush(std::optional<std::uint64_t> mark) {
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane)
    lanes_.give(lane, {.held = {}, .held_bytes = 0, .parts = {}, .flush = true, .mark = mark});
  lanes_.check();
}

void FanOut::break_off() {
  lanes_.stop();
  if (!ledger_.started()) return;
  for (std::size_t i = 0; i < targets_.size(); ++i)
    for (const auto& delivery : targets_[i].deliveries) ledger_.settle(i, delivery->take_settled());
  ledger_.keep();
  for (const auto& target : targets_)
    for (const auto& delivery : target.deliveries)
      if (!delivery->can_be_cut_back()) delivery->results_kept();
}

void FanOut::close() {
  lanes_.stop();
  for (const auto& target : targets_)
    for (const auto& delivery : target.deliveries) delivery->close();
}

DeliveryTotals FanOut::totals() const {
  DeliveryTotals sum;
  for (const auto& target : targets_)
    for (const auto& delivery : target.deliveries) {
      const auto& totals = delivery->totals();
      sum.delivered += totals.delivered;
      sum.failed += totals.failed;
      sum.exit_code = std::max(sum.exit_code, totals.exit_code);
    }
  return sum;
}

} // namespace host
