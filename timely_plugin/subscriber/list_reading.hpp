// SPDX-License-Identifier: MIT
#pragma once
// All records of one list.

#include "subscriber/checkpoint.hpp"
#include "subscriber/list_reader.hpp"
#include "subscriber/reading.hpp"

namespace timely {

// What it is made from must outlive it.
class ListReading : public Reading {
 public:
  ListReading(const ReadSettings& settings, hif::sdk::Client client, const hif::sdk::Host& host,
              const ListPosition& from);

  bool next(const hif::sdk::Call& call, const hif::sdk::Limits& limits,
            hif::sdk::BatchBuilder& batch) override;
  std::uint64_t pages() const override { return reader_.pages(); }

 private:
  void give(const hif::sdk::Limits& limits, hif::sdk::BatchBuilder& batch);

  const ReadSettings& settings_;
  Fetcher fetcher_;
  PageSource source_;
  ListReader reader_;
  const ListReader::Rows* rows_ = nullptr;
  std::size_t given_ = 0; // of rows_->fresh
  bool done_ = false;
};

// `record` as the batch gives it.
hif_record as_record(const PageRecord& record, std::string_view entity);

} // namespace timely
