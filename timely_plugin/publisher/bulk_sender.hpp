// SPDX-License-Identifier: MIT
#pragma once
// Sending many records in one request, and giving each of them its own outcome.

#include "publisher/bulk_answer.hpp"
#include "publisher/bulk_request.hpp"
#include "publisher/record_sender.hpp"

namespace timely {

// Any thread.
class BulkSender {
 public:
  // Refers to all of them. `reader` reads one record back; null where there is none.
  BulkSender(hif::sdk::Host host, hif::sdk::Client client, const BulkForm& form,
             const RecordSender& single, const Entity* reader)
      : host_(host), client_(client), form_(form), single_(single), reader_(reader) {}

  // Gives every row's draft its outcome. A request that is refused as a whole is sent again by
  // halves, down to single records, so that no row fails for another's sake. Throws
  // hif::sdk::Error when nothing more can be sent; rows without an outcome were not carried out,
  // or are journaled.
  void send(const hif::sdk::Call& call, std::span<Row> rows) const { send(call, rows, 1); }

 private:
  struct Sent;

  void send(const hif::sdk::Call& call, std::span<Row> rows, unsigned attempt) const;
  void take_answer(const Sent& sent) const;
  void take_rows(const Sent& sent, BulkAnswer answer) const;
  void take_errors(const Sent& sent, std::vector<RowError> errors) const;
  bool take_ids(const Sent& sent, const BulkAnswer& answer) const;
  void settle_rest(const Sent& sent, bool later) const;
  void read_back(const hif::sdk::Call& call, Row& row) const;
  void find_creates(const Sent& sent, bool later) const;
  void look_for(const hif::sdk::Call& call, std::vector<Row*>& open, bool patiently) const;
  void take_failure(const Sent& sent, const hif::sdk::SendError& error) const;
  void lose(const Sent& sent, Outcome lost, std::int64_t pause_ms) const;
  Outcome failed(const Sent& sent, const Row& row) const;

  hif::sdk::Host host_;
  hif::sdk::Client client_;
  const BulkForm& form_;
  const RecordSender& single_;
  const Entity* reader_;
};

} // namespace timely
