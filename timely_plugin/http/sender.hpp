// SPDX-License-Identifier: MIT
#pragma once
// A request and all that it takes to have it answered: authorization on each attempt, the pace,
// retries, redirects.

#include "http/exchange.hpp"
#include "http/pace.hpp"
#include "http/retry.hpp"

#include "oauth/authorizer.hpp"

namespace timely::http {

// How far a send came; filled also when it fails.
struct Progress {
  int phase = HIF_PHASE_NOT_SENT;
  unsigned attempts = 0;
  bool ambiguous = false;
};

class Sender {
 public:
  Sender(const hif::sdk::Host& host, const Settings& settings, Exchange& exchange, Pace& pace,
         oauth::Authorizer& authorizer);

  // Throws Error as hif_client.send has it.
  std::unique_ptr<hif::sdk::Answer> send(const hif::sdk::Call& call, Outgoing request,
                                         Progress& progress);

 private:
  struct Run; // one send
  Attempt try_once(Run& run);
  std::unique_ptr<hif::sdk::Answer> settle(Run& run, Attempt attempt);
  void renew(Run& run, const hif::sdk::Answer& answer);
  void follow(Run& run, const hif::sdk::Answer& answer);
  // Waits for the next attempt; false when there is no time for it.
  bool wait(Run& run, const Attempt& attempt);
  // The pace after a 429, and after any other answer; told where they change it.
  void slow_down(const Run& run, std::int64_t pause_ms);
  void heed(const std::vector<hif::sdk::Header>& headers);
  [[noreturn]] void give_up(Run& run, const Attempt& attempt);
  void log(const Run& run, const Attempt& attempt) const;

  const hif::sdk::Host& host_;
  const Settings& settings_;
  Exchange& exchange_;
  Pace& pace_;
  oauth::Authorizer& authorizer_;
};

} // namespace timely::http
