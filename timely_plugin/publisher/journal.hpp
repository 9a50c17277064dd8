// SPDX-License-Identifier: MIT
#pragma once
// Which creates were begun, and what became of them: kept by the host, so that no stop whatever
// leaves a create that nobody knows of.
//
// One value of hif.state for each entity of an outgoing. An intent is kept before its request is
// sent. It is open until the outcome is known, and done until the host has said (hif.commit/1) that
// it does not hand its record over again. That an intent is done is kept with the intents that
// follow, or by close(): one that is still open after a crash is looked up. Whoever writes holds a
// lease, and every write names the revision that it replaces: of two writers one is refused.

#include "publisher/lookup.hpp"

#include <hif/sdk/package.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace timely {

struct Intent {
  std::string wanted_json;  // Lookup::wanted_json()
  std::string id;           // of the record made; empty while it is open
  std::int64_t begun_s = 0; // Unix time
  bool told = false;        // its record was reported as failed meanwhile
  bool from_before = false; // an earlier run left it, and its record has not come again yet
  bool open() const { return id.empty(); }
  Wanted wanted() const;
};

// One thread at a time.
class Journal {
 public:
  Journal(hif::sdk::Host host, const std::string& entity_id);
  ~Journal() { close(); }

  // Reads what earlier runs left. `anew`: the run starts over, what was done is of no interest.
  void open(const hif::sdk::Call& call, bool anew);
  // Takes the lease, waiting while another run has it, and reads again; or holds it longer.
  // Throws hif::sdk::Error HIF_CONFLICT when it was lost.
  void hold(const hif::sdk::Call& call);

  // Null, or the intent with that key (digest_of() its request); valid until it is forgotten.
  Intent* find(std::string_view key);
  // Keys of those that are open.
  std::vector<std::string> open_intents() const;
  // Ids of records that are known to be of other requests with the same identifier.
  std::set<std::string> ids_known() const;

  // Takes an intent in. It counts once keep() has returned.
  void begin(const std::string& key, std::string wanted_json);
  void done(Intent& intent, std::string id);
  void forget(std::string_view key);
  // Its record goes to the user as failed; whatever is found out later is kept until it comes back.
  void tell(Intent& intent);
  // Touched again in this run: its record has come once more.
  void touch(Intent& intent);
  // Writes what was changed, durably.
  void keep(const hif::sdk::Call& call);

  // The host hands none of this run's records over again that have come so far.
  void committed();
  // Writes what was changed and lets the next one in.
  void close();

 private:
  void read(const hif::sdk::Call& call);
  void drop_excess();
  std::string text() const;

  hif::sdk::Host host_;
  const std::string name_;
  std::optional<hif::sdk::Lease> lease_;
  std::int64_t held_at_ns_ = 0;
  std::uint64_t revision_ = 0;                         // 0: nothing is kept
  std::map<std::string, Intent, std::less<>> intents_; // by key
  bool anew_ = false;
  bool changed_ = false;
};

} // namespace timely
