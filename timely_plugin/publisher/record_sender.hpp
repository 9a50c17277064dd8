// SPDX-License-Identifier: MIT
#pragma once
// Sending one record by itself, and finding out what became of a create whose answer was lost.

#include "publisher/draft.hpp"
#include "publisher/lookup.hpp"

#include <hif/sdk/package.hpp>

namespace timely {

// Whether the failure is not that of one record: nothing can be sent, or nothing is to be.
bool stops_all(hif_status status);

// Any thread.
class RecordSender {
 public:
  // `lookup` is null where the entity has none.
  RecordSender(hif::sdk::Host host, hif::sdk::Client client, const Lookup* lookup)
      : host_(host), client_(client), lookup_(lookup) {}

  // Gives the draft its outcome. A journaled one whose answer is lost is looked for, and sent again
  // when it is not there. Throws hif::sdk::Error when nothing more can be sent; the draft has an
  // outcome then only if it may have been carried out and nothing is kept that could tell.
  void send(const hif::sdk::Call& call, Draft& draft) const;

  // The same for many drafts at once, `at_once` requests under way; for clients that send many.
  // What has to be looked for is left open: it is to be settled, which may take a while.
  struct Attempt {
    Outcome outcome;
    std::int64_t pause_ms;
  };
  struct Open {
    Draft* draft;
    Attempt attempt;
  };
  std::vector<Open> send_many(const hif::sdk::Call& call, const std::vector<Draft*>& drafts,
                              std::size_t at_once) const;
  void settle(const hif::sdk::Call& call, Open open) const;

  // Looks, and for what is not there yet again after `pause_ms`. Throws hif::sdk::Error.
  std::vector<std::optional<Found>> look_twice(const hif::sdk::Call& call,
                                               const std::vector<Wanted>& wanted,
                                               std::int64_t pause_ms,
                                               const std::set<std::string>& taken = {}) const;
  const Lookup& lookup() const { return *lookup_; }

  // How long to wait after the attempt number `attempt`, from 1, before looking again; no less than
  // the vendor asked for.
  static std::int64_t pause_ms(unsigned attempt, const hif::sdk::Response* response);
  static constexpr unsigned most_attempts = 4;

 private:
  Attempt attempt(const hif::sdk::Call& call, Draft& draft, unsigned number) const;
  Attempt attempt(Draft& draft, unsigned number, const hif::sdk::Client::Receive& receive) const;

  hif::sdk::Host host_;
  hif::sdk::Client client_;
  const Lookup* lookup_;
};

} // namespace timely
