// SPDX-License-Identifier: MIT
#pragma once
// Asks for pages and reads what comes.

#include "subscriber/fetcher.hpp"
#include "subscriber/page_reader.hpp"

namespace timely {

// Of one entity. Refers to it and to the fetcher, which outlive it. One thread.
class PageSource {
 public:
  PageSource(const Entity& entity, Answer answer, hif::sdk::Client client, Fetcher& fetcher)
      : title_(entity.title), client_(client), fetcher_(fetcher),
        reader_(std::make_shared<PageReader>(std::move(answer), entity.cursor)) {}

  std::unique_ptr<Fetcher::Asked> ask(const hif::sdk::Call& call, hif::sdk::Request request);
  bool is_done(const Fetcher::Asked& asked) const { return fetcher_.is_done(asked); }
  // The answer, of whatever status. Throws hif::sdk::Error where there is none.
  Received receive(const hif::sdk::Call& call, Fetcher::Asked& asked);
  // The page in it; null on a dry run that only previews. A broken answer is asked for again
  // twice. Throws hif::sdk::Error in the vendor's words, with method, path and status.
  std::shared_ptr<const Page> read(const hif::sdk::Call& call, const Fetcher::Asked& asked,
                                   Received received);

 private:
  const std::string& title_;
  hif::sdk::Client client_;
  Fetcher& fetcher_;
  std::shared_ptr<PageReader> reader_;
};

} // namespace timely
