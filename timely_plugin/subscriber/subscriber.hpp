// SPDX-License-Identifier: MIT
#pragma once
// The prototype timely.subscriber: the records of one entity.

#include "subscriber/reading.hpp"
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
  std::unique_ptr<Reading> read_from(std::string_view checkpoint);

  const ReadSettings settings_;
  hif::sdk::Host host_;
  hif::sdk::Client client_;
  std::unique_ptr<Reading> reading_; // null: closed, or at the end
  std::uint64_t records_ = 0;
};

} // namespace timely
