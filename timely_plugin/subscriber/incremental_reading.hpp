// SPDX-License-Identifier: MIT
#pragma once
// What is new, what changed and what is gone since the last run. README.md, "Changes only".

#include "subscriber/gone_records.hpp"
#include "subscriber/incremental_position.hpp"
#include "subscriber/known_records.hpp"
#include "subscriber/reading.hpp"
#include "subscriber/record_fields.hpp"

namespace timely {

// What it is made from must outlive it.
class IncrementalReading : public Reading {
 public:
  // Goes on at `from`; one that is complete begins the next run. `anew`: what `from` knows is of
  // other request parameters, and forgotten.
  IncrementalReading(const hif::sdk::Call& call, const ReadSettings& settings,
                     hif::sdk::Client client, const hif::sdk::Host& host,
                     hif::sdk::PartSource parts, const IncrementalPosition& from, bool anew);

  bool next(const hif::sdk::Call& call, const hif::sdk::Limits& limits,
            hif::sdk::BatchBuilder& batch) override;
  std::uint64_t pages() const override;
  void changes(hif::sdk::PartSink sink) override { known_.changes(sink); }

 private:
  using Stage = IncrementalPosition::Stage;
  // One list that is read to its end.
  struct List {
    List(ReadSettings settings, const hif::sdk::Client& client, Fetcher& fetcher,
         const hif::sdk::Host& host, const ListPosition& from);
    ReadSettings settings;
    PageSource source;
    ListReader reader;
    const ListReader::Rows* rows = nullptr;
    std::size_t given = 0; // of rows->fresh
  };

  const Incremental& wanted() const { return *settings_.incremental; }
  void begin_run(const hif::sdk::Call& call);
  void choose_range(const hif::sdk::Call& call);
  int slice_days_to_begin_with() const;
  void begin_slice(calendar::Day from);

  bool read_list(const hif::sdk::Call& call, const hif::sdk::Limits& limits,
                 hif::sdk::BatchBuilder& batch);
  bool is_too_long() const;
  void cut_slice();
  void open_list();
  void take_rows(const hif::sdk::Call& call, const hif::sdk::Limits& limits,
                 hif::sdk::BatchBuilder& batch);
  bool note(const hif::sdk::Call& call, const PageRecord& record);
  std::string key_of(const PageRecord& record, std::uint64_t hash);
  std::int32_t day_of(const PageRecord& record);
  bool is_read_again(std::int32_t day) const;
  void leave_list(const hif::sdk::Call& call);
  void leave_lists(const hif::sdk::Call& call);

  void look_up_missing(const hif::sdk::Call& call, const hif::sdk::Limits& limits,
                       hif::sdk::BatchBuilder& batch);
  bool is_missing(const KnownRecord& record) const;
  void settle(const hif::sdk::Call& call, const KnownRecord& record, const LookedUp& now,
              hif::sdk::BatchBuilder& batch);
  void finish(const hif::sdk::Call& call);
  void finish_days(const hif::sdk::Call& call);

  const ReadSettings& settings_;
  hif::sdk::Client client_;
  const hif::sdk::Host& host_;
  KnownRecords known_;
  IncrementalPosition at_;
  Fetcher fetcher_;
  std::unique_ptr<List> list_;
  RecordFields fields_;
  SeenKeys keys_of_answer_;                 // of a list in one answer
  std::optional<GoneRecords> gone_;         // null: nothing can be looked up
  std::optional<std::string> looked_up_to_; // the key that was looked up last
  std::uint64_t pages_ = 0;                 // of lists that are read
  bool begun_ = false, done_ = false;
};

} // namespace timely
