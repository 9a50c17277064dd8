// SPDX-License-Identifier: MIT
#pragma once
// The prototype timely.publisher: every record carried out once. Creates that carry an identifier
// are journaled and looked up when their answer is lost; what cannot be told apart fails as
// ambiguous and is never sent twice. Records that the vendor takes in bulk are gathered.

#include "publisher/bulk_sender.hpp"
#include "publisher/journal.hpp"
#include "publisher/lock_check.hpp"
#include "publisher/plain_records.hpp"
#include "publisher/settings.hpp"
#include "publisher/workers.hpp"

#include <deque>
#include <memory>
#include <set>

namespace timely {

class Publisher {
 public:
  explicit Publisher(const hif::sdk::Creation& creation);

  static void validate(const hif::sdk::Creation& creation);

  // Settles first what an earlier run left open.
  void open(const hif::sdk::Call& call, std::string_view position);
  void write(const hif::sdk::Call& call, const hif_batch& batch, std::uint64_t first_index,
             const hif::sdk::ResultSink& results);
  // There is no position to go back to.
  std::string flush(const hif::sdk::Call& call, const hif::sdk::ResultSink& results);
  // The host has kept what became of the records: none of them comes again.
  void committed();
  void close();

 private:
  using Wave = std::vector<Draft*>;

  void take(std::string_view record, std::uint64_t index, const hif::sdk::ResultSink& results);
  RequestParameters checked(std::string_view record);
  bool is_time_to_send() const;
  void send_pending(const hif::sdk::Call& call, const hif::sdk::ResultSink& results);
  void send_wave(const hif::sdk::Call& call, Wave wave);

  void settle_left_open(const hif::sdk::Call& call);
  void recognise(const hif::sdk::Call& call, const Wave& wave);
  std::optional<Outcome> outcome_of_known(const hif::sdk::Call& call, const Draft& draft,
                                          Intent& intent);
  void compare(const hif::sdk::Call& call, const Wave& wave);
  void find_existing(const hif::sdk::Call& call, const Wave& wave);
  void turn_into_update(Draft& draft, const Found& found);
  void reduce(const hif::sdk::Call& call, Draft& draft) const;
  void begin(const hif::sdk::Call& call, const Wave& wave);
  bool conclude(const Wave& wave);
  void send_all(const hif::sdk::Call& call, const Wave& wave);
  void send_many(const hif::sdk::Call& call, const Wave& drafts);
  std::vector<std::vector<Row>> gather(const Wave& wave, Wave& single) const;
  const BulkForm* form_of(const Entity* entity) const;
  void warn_once(const std::string& warning);

  const WriteSettings settings_;
  hif::sdk::Host host_;
  hif::sdk::Client client_;
  PlainRecords plain_records_;
  Workers workers_;
  std::optional<Lookup> lookup_;
  std::optional<Journal> journal_;
  std::optional<LockCheck> lock_check_;
  RecordSender sender_;
  std::vector<std::unique_ptr<BulkForm>> forms_;
  std::deque<Draft> pending_; // taken, not sent yet
  std::int64_t pending_since_ns_ = 0;
  std::set<std::string> warned_;
};

} // namespace timely
