// SPDX-License-Identifier: MIT
#pragma once
// Asks for pages, one at a time.

#include "subscriber/page_reader.hpp"
#include "subscriber/settings.hpp"

namespace timely {

// Refers to the settings, which outlive it.
class PageSource {
 public:
  PageSource(const ReadSettings& settings, hif::sdk::Client client)
      : settings_(settings), client_(client), reader_(settings.answer, settings.entity->cursor) {}

  // The page at `position`; null on a dry run that only previews. A broken answer is asked for
  // again twice. Throws hif::sdk::Error in the vendor's words, with method, path and status.
  std::shared_ptr<const Page> get(const hif::sdk::Call& call, std::int64_t position);

 private:
  hif::sdk::Response ask(const hif::sdk::Call& call, const hif::sdk::Request& request) const;

  const ReadSettings& settings_;
  hif::sdk::Client client_;
  PageReader reader_;
};

} // namespace timely
