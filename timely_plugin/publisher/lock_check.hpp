// SPDX-License-Identifier: MIT
#pragma once
// Telling records on locked days, and locked records, before anything is sent for them.

#include "publisher/draft.hpp"
#include "publisher/settings.hpp"
#include "publisher/workers.hpp"

#include <map>
#include <set>
#include <vector>

namespace timely {

// Remembers what it read for as long as it lives. One thread at a time.
class LockCheck {
 public:
  // Refers to the settings, whose entity has locks, and the workers; they outlive it.
  LockCheck(hif::sdk::Host host, hif::sdk::Client client, const WriteSettings& settings,
            Workers& workers);

  // Fails those of `drafts` that the vendor would refuse for a lock, and keeps the records that it
  // reads for it in the drafts. Where the vendor does not let the locks be read, nothing is failed
  // and that is said once. Throws hif::sdk::Error when nothing more can be read.
  void refuse_locked(const hif::sdk::Call& call, const std::vector<Draft*>& drafts);

 private:
  // Where entries are: a list of locked days (its URL's path), a user, a day.
  struct Place {
    std::string list, user, day;
    auto operator<=>(const Place&) const = default;
  };

  void read_record(const hif::sdk::Call& call, Draft& draft) const;
  std::vector<Place> places_of(const hif::sdk::Call& call, const Draft& draft);
  std::string caller(const hif::sdk::Call& call, const Draft& draft, const std::string& list);
  void read_days(const hif::sdk::Call& call, const json::Object& path, std::set<Place> unknown);
  void judge(const hif::sdk::Call& call, const std::vector<Draft*>& drafts);

  hif::sdk::Host host_;
  hif::sdk::Client client_;
  const WriteSettings& settings_;
  Workers& workers_;
  const Locks& locks_;
  const Entity* list_;
  std::map<Place, bool> locked_;               // of the places that were asked for
  std::map<std::string, std::string> callers_; // list → id of the user that calls
  bool readable_ = true;
};

} // namespace timely
