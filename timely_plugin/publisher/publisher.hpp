// SPDX-License-Identifier: MIT
#pragma once
// The prototype timely.publisher: one request for each record. A request whose answer is lost is
// repeated only where that cannot double anything; else its record fails as ambiguous.

#include "publisher/outcome.hpp"
#include "publisher/settings.hpp"

#include <hif/sdk/package.hpp>

#include <set>

namespace timely {

class Publisher {
 public:
  explicit Publisher(const hif::sdk::Creation& creation);

  static void validate(const hif::sdk::Creation& creation);

  void open(const hif::sdk::Call& call, std::string_view position);
  void write(const hif::sdk::Call& call, const hif_batch& batch, std::uint64_t first_index,
             const hif::sdk::ResultSink& results);
  // Every record is settled when write() returns, and there is no position to go back to.
  std::string flush(const hif::sdk::Call& call, const hif::sdk::ResultSink& results);
  void close();

 private:
  void write_one(const hif::sdk::Call& call, std::string_view record, std::uint64_t index,
                 const hif::sdk::ResultSink& results);
  RequestParameters checked(std::string_view record);
  Outcome send(const hif::sdk::Call& call, const RequestParameters& parameters, std::uint64_t index,
               const hif::sdk::ResultSink& results);
  void warn_once(const std::string& warning);

  const WriteSettings settings_;
  hif::sdk::Host host_;
  hif::sdk::Client client_;
  std::set<std::string> warned_;
};

} // namespace timely
