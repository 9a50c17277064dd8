// SPDX-License-Identifier: MIT
#pragma once
// An entity read once for every record of another one: README.md, "For each record of another".

#include "subscriber/for_each.hpp"
#include "subscriber/list_reader.hpp"
#include "subscriber/reading.hpp"

#include <deque>

namespace timely {

// How far it has come. Outer records before `outer` are done with; the next one of that key is read
// from `inner` on.
struct ForEachPosition {
  ListPosition outer;
  std::string key;
  std::optional<ListPosition> inner;
  std::uint64_t read = 0, gone = 0; // outer records whose inner entity was there, or was not
  bool complete = false;
};

json::Value to_json(const ForEachPosition& position);
ForEachPosition read_for_each_position(const json::Value& from);

// What it is made from must outlive it.
class ForEachReading : public Reading {
 public:
  ForEachReading(const ReadSettings& settings, hif::sdk::Client client, const hif::sdk::Host& host,
                 ForEachPosition from);

  bool next(const hif::sdk::Call& call, const hif::sdk::Limits& limits,
            hif::sdk::BatchBuilder& batch) override;
  std::uint64_t pages() const override;

 private:
  // One outer record, whose inner entity is being read.
  struct Inner {
    std::string key;                                        // of the outer record
    std::vector<std::pair<std::string, std::string>> added; // name → JSON
    ListPosition outer;                                     // before it
    ReadSettings settings;
    std::unique_ptr<ListReader> reader;
  };

  void begin_reads(const hif::sdk::Call& call);
  bool has_outer(const hif::sdk::Call& call);
  void begin(const hif::sdk::Call& call, const PageRecord& record, ListPosition before);
  bool next_rows(const hif::sdk::Call& call);
  void leave_inner();
  void give(Room& room, hif::sdk::BatchBuilder& batch);
  hif_record made_record(const PageRecord& record, std::string_view entity,
                         hif::sdk::BatchBuilder& batch) const;
  void finish() const;
  ForEachPosition position() const;
  void put_checkpoint(const ForEachPosition& at, hif::sdk::BatchBuilder& batch) const;

  const ReadSettings& settings_;
  const ForEach& each_;
  const hif::sdk::Host& host_;
  Fetcher fetcher_;
  PageSource outer_source_, inner_source_;
  ListReader outer_;
  const ListReader::Rows* outer_rows_ = nullptr;
  std::size_t next_outer_ = 0; // of outer_rows_->fresh
  bool outer_ended_ = false;

  std::deque<std::unique_ptr<Inner>> under_way_; // in the order of the outer records
  const ListReader::Rows* rows_ = nullptr;       // of the first one
  std::size_t given_ = 0;                        // of rows_->fresh
  ForEachPosition from_;
  std::uint64_t read_ = 0, gone_ = 0, without_value_ = 0, pages_ = 0;
  bool done_ = false;
};

// `record`, an object on one line, with a member more; in place of one of that name.
std::string with_member(std::string_view record, std::string_view name, std::string_view value);

} // namespace timely
