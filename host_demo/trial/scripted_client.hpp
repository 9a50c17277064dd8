// SPDX-License-Identifier: MIT
#pragma once
// A client for packages on trial: answers every request itself, so that nothing leaves the machine.

#include <hif/client.h>

#include <atomic>
#include <string>

namespace host {

// One for a process. GET is answered with an empty list, everything else with an empty object;
// while `patient`, not before the call is cancelled or its deadline has passed.
class ScriptedClient {
 public:
  // `prototype_id`: the client that the package expects.
  hif_client_ref reference(const std::string& prototype_id) const;
  void patient(bool on) { patient_ = on; }
  bool is_patient() const { return patient_; }

 private:
  std::atomic<bool> patient_{false};
};

} // namespace host
