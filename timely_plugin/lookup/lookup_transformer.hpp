// SPDX-License-Identifier: MIT
#pragma once
// timely.lookup: names to ids and back, as README.md describes it.

#include "lookup/index.hpp"
#include "transformer/places.hpp"

#include <memory>

namespace timely {

class LookupTransformer {
 public:
  // Throws ConfigError that names every fault. Asks for nothing yet.
  explicit LookupTransformer(const hif::sdk::Creation& creation);
  static void validate(const hif::sdk::Creation& creation);

  // One record into one. Reads the lists that it needs through the client; throws Error when they
  // cannot be had. What is not found in them is an error of its record.
  void transform(const hif::sdk::Call& call, const hif_batch& in, hif_batch* out,
                 const hif::sdk::RejectSink& rejects);

  // {"lists": [{"entity", "method", "path"}]} that it reads, each asked for one record.
  json::Value probe(const hif::sdk::Call& call);

 private:
  struct Finder {
    const lookup::Lookup& lookup;
    lookup::CachedList& list;
    lookup::Index index;
  };

  void carry_out(const hif::sdk::Call& call, Finder& finder);
  std::optional<std::string> found(const hif::sdk::Call& call, Finder& finder,
                                   std::vector<json::Value> wanted);
  std::optional<std::string> found_each(const hif::sdk::Call& call, Finder& finder,
                                        const std::vector<json::Value>& wanted);

  const lookup::Settings settings_;
  std::vector<std::unique_ptr<lookup::CachedList>> lists_; // one of each request
  std::vector<std::unique_ptr<Finder>> finders_;
  Tree tree_;
};

} // namespace timely
