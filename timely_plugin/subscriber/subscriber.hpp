// SPDX-License-Identifier: MIT
#pragma once
// The prototype timely.subscriber: the records of one entity.

#include "subscriber/checkpoint.hpp"
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
  json::Value plan(const hif::sdk::Call& call, std::string_view checkpoint);
  void attach_parts(hif::sdk::PartSource parts) { parts_ = parts; }
  void changed_parts(const hif::sdk::Call& call, hif::sdk::PartSink sink);

 private:
  json::Value probe_for_each(const hif::sdk::Call& call);
  json::Value plan_for_each(const hif::sdk::Call& call, std::string_view checkpoint);
  std::unique_ptr<Reading> read_from(std::string_view checkpoint);
  std::unique_ptr<Reading> read_changes(const hif::sdk::Call& call, std::string_view checkpoint);
  bool is_ours(const Checkpoint& checkpoint) const;
  void say_anew(const std::string& why) const;

  const ReadSettings settings_;
  hif::sdk::Host host_;
  hif::sdk::Client client_;
  hif::sdk::PartSource parts_;
  std::unique_ptr<Reading> reading_; // null: closed, or at the end
  std::uint64_t records_ = 0;
};

} // namespace timely
