// SPDX-License-Identifier: MIT
#pragma once
// The prototype timely.subscriber: the records of one entity, page by page.

#include "subscriber/checkpoint.hpp"
#include "subscriber/page_cursor.hpp"
#include "subscriber/page_source.hpp"
#include "subscriber/repetition.hpp"
#include "subscriber/settings.hpp"

#include <hif/sdk/package.hpp>

namespace timely {

class Subscriber {
 public:
  explicit Subscriber(const hif::sdk::Creation& creation);

  static void validate(const hif::sdk::Creation& creation);

  void open(const hif::sdk::Call& call, std::string_view checkpoint);
  hif_status next(const hif::sdk::Call& call, const hif::sdk::Limits& limits, hif_batch* out);
  void close();
  json::Value probe(const hif::sdk::Call& call);

 private:
  void resume(std::string_view checkpoint);
  bool load(const hif::sdk::Call& call);
  void refuse_repetition(const Page& page) const;
  void give(const hif::sdk::Limits& limits, hif::sdk::BatchBuilder& batch);
  void leave_page();
  bool is_new(const PageRecord& record);
  std::string position() const;

  const ReadSettings settings_;
  hif::sdk::Host host_;
  hif::sdk::Client client_;
  PageSource source_;

  PageCursor cursor_;
  SeenKeys seen_;
  RepeatGuard guard_;
  std::shared_ptr<const Page> page_; // null: between pages
  std::int64_t page_position_ = 0;
  std::size_t row_ = 0;        // next row of the page
  std::size_t fresh_rows_ = 0; // of the page
  std::uint64_t resumed_row_ = 0;
  std::uint64_t pages_ = 0, records_ = 0;
  bool done_ = true;
};

} // namespace timely
