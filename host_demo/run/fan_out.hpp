// SPDX-License-Identifier: MIT
#pragma once
// From a route to its outgoings: which lanes there are, and which records each of them is given.
//
// Outgoings over the same client follow each other, batch by batch, in the order in which they are
// listed; all others are delivered to at the same time. An outgoing with lanes of its own
// (`lanes: 4`) follows no other: each of its lanes has a publisher of its own.

#include "run/delivery.hpp"
#include "run/lane_key.hpp"
#include "run/lane_setup.hpp"
#include "run/lanes.hpp"
#include "run/ledger.hpp"
#include "run/objects.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace host {

// One thread; what it is given may be worked off on others.
class FanOut {
 public:
  // `in_turn`: all outgoings follow each other, so that a dry run tells what is sent in order.
  FanOut(Ledger& ledger, bool in_turn) : ledger_(ledger), in_turn_(in_turn), lanes_(ledger) {}

  // Makes a delivery of each publisher of the outgoing.
  using MakeDelivery = std::function<std::unique_ptr<Delivery>(Outgoing)>;
  void add(const OutgoingConfig& config, const LaneSetup& setup, Objects& objects,
           const MakeDelivery& make);

  // Opens them all where the ledger says that they stand, or `anew`; `sink_position` tells where
  // the sink of an outgoing stands that the route has no position of. Throws Failure.
  void open(bool anew, const std::function<std::string(const std::string&)>& sink_position);
  // After open(): where the sinks stand before the first record. Then the ledger is started, and
  // work may be given.
  void start();

  // The records have the numbers from `first` on, and lie in what `held` holds. Throws Failure
  // when an outgoing cannot go on, also one that was given others before.
  void give(std::shared_ptr<const void> held, const hif_batch& records, std::uint64_t first);
  // Settles what was given so far, and keeps it; with a mark of the ledger, up to there.
  void flush(std::optional<std::uint64_t> mark);
  void check() { lanes_.check(); }
  // Waits until everything is settled and kept.
  void finish() { lanes_.finish(); }
  // After it broke off: ends what is under way, and keeps what was settled.
  void break_off();
  void close();

  // After start(): names of the outgoings that cannot be cut back.
  const std::vector<std::string>& without_position() const { return without_position_; }
  DeliveryTotals totals() const; // of all; once no work is under way

 private:
  struct Target {
    std::string name;
    std::string client;                                // empty: it has none
    std::vector<std::unique_ptr<Delivery>> deliveries; // one for each lane
    std::optional<LaneKey> key;
    std::vector<std::size_t> lanes; // by their numbers in lanes_; one when it is not split
  };
  void lay_lanes();
  Part whole(std::size_t target, const hif_batch& records, std::uint64_t first) const;
  std::vector<Part> split(std::size_t target, const hif_batch& records, std::uint64_t first) const;

  Ledger& ledger_;
  const bool in_turn_;
  std::vector<Target> targets_;
  std::vector<std::string> without_position_;
  std::vector<std::vector<std::size_t>> followers_; // of each lane: the targets it delivers to
  Lanes lanes_; // last: its threads are joined before anything else goes
};

} // namespace host
