// SPDX-License-Identifier: MIT
#pragma once
// A prototype on trial, and what every kind of it is tried with.

#include "trial/checked_call.hpp"
#include "trial/scripted_client.hpp"

#include <hif/hif.h>

#include <memory>

namespace host {

class Bench {
 public:
  Bench(Witness& witness, const hif_prototype& prototype, const hif_host* host,
        const hif_client_ref* client, ScriptedClient& script, std::string config)
      : witness(witness), prototype(prototype), script(script), host_(host), client_(client),
        config_(std::move(config)) {}

  Witness& witness;
  const hif_prototype& prototype;
  ScriptedClient& script;

  // Null when the package refuses; what is wrong with that is told.
  hif_instance* create();
  hif_instance* create(const std::string& config, hif_status& status, std::string& why);
  void destroy(hif_instance* instance);

  // A call that stays, so that late use of it is seen.
  CheckedCall& call(std::uint32_t flags = 0);

  // Runs `body(call)` as the package's function `name`; the status, HIF_INTERNAL when it threw.
  hif_status run(std::string_view name, CheckedCall& call,
                 const std::function<hif_status(const hif_call*)>& body);
  hif_status run(std::string_view name, const std::function<hif_status(const hif_call*)>& body) {
    return run(name, call(), body);
  }
  // Runs `body` with a call that is cancelled after a moment, the client waiting for that, and
  // tells when it takes too long to return.
  void cancelled(std::string_view name, const std::function<hif_status(const hif_call*)>& body);
  // The same with a deadline that has passed.
  void overdue(std::string_view name, const std::function<hif_status(const hif_call*)>& body);

 private:
  const hif_host* host_;
  const hif_client_ref* client_;
  std::string config_;
  std::vector<std::unique_ptr<CheckedCall>> calls_;
};

// What each kind of prototype is tried with, beyond create and destroy.
void try_client(Bench& bench);
void try_subscriber(Bench& bench);
void try_publisher(Bench& bench);
void try_transformer(Bench& bench);

// Holds the records of `batch` against the interface. `what`: who gave it.
void check_batch(Witness& witness, const hif_batch& batch, std::string_view what,
                 std::uint64_t max_records);

} // namespace host
