// SPDX-License-Identifier: MIT
#pragma once
// Finding a record that was made earlier, in the way that the catalogue says.

#include "catalogue/catalogue.hpp"
#include "publisher/draft.hpp"

#include <map>
#include <set>
#include <span>
#include <vector>

namespace timely {

// What is known of a record that is looked for.
struct Wanted {
  json::Object path;   // of the request that makes it
  json::Object fields; // of its payload: those that the search needs
};

class Lookup {
 public:
  // `entity` has an external_id. Refers to the catalogue, which outlives it.
  Lookup(const Catalogue& catalogue, const Entity& entity);

  // What is to be kept of a draft, to find its record later; and the same as JSON,
  // `"path":{…},"fields":{…}`.
  Wanted wanted(const Draft& draft) const;
  std::string wanted_json(const Draft& draft) const;

  // For each of `wanted` its record, where there is one. No record is given twice, and none whose
  // id is in `taken`. Lists that several share are read once. Throws hif::sdk::SendError, and
  // hif::sdk::Error in the vendor's words. Any thread.
  std::vector<std::optional<Found>> find(const hif::sdk::Call& call, const hif::sdk::Client& client,
                                         std::span<const Wanted> wanted,
                                         const std::set<std::string>& taken = {}) const;

 private:
  struct Candidate {
    std::size_t rank;
    Found found;
  };
  struct Search {
    std::span<const Wanted> wanted;
    const std::set<std::string>& taken;
    std::vector<std::optional<Candidate>> best{};
    std::set<std::string> given{};
  };

  RequestParameters list_parameters(const Wanted& wanted) const;
  void read_list(const hif::sdk::Call& call, const hif::sdk::Client& client,
                 RequestParameters parameters, const std::vector<std::size_t>& members,
                 Search& search) const;
  void consider(json::Value& record, const std::vector<std::size_t>& members, Search& search) const;
  std::optional<std::size_t> rank(const json::Value& record, const Wanted& wanted) const;

  const ExternalId& external_id_;
  const Entity* list_ = nullptr;
};

// The values of `names` that `fields` has and that are not null.
json::Object only(const json::Object& fields, const std::vector<std::string>& names);

} // namespace timely
