// SPDX-License-Identifier: MIT
#pragma once
// A request and all that it takes to have it answered: authorization on each attempt, the pace,
// retries, redirects.

#include "http/exchange.hpp"
#include "http/pace.hpp"
#include "http/retry.hpp"

#include "oauth/authorizer.hpp"

#include <optional>

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

  // One send in parts, each on any thread, so that one thread can have many under way: begin(),
  // and once `under_way` is readable or over, take(). Where either has no answer to give, finish()
  // goes on as send() does. They throw what send() throws.
  struct Run {
    Run(const hif::sdk::Host& host, const hif::sdk::Call& call, Outgoing request,
        Progress& progress)
        : call(call), request(std::move(request)), progress(progress), began_ns(host.steady_ns()) {}
    const hif::sdk::Call call;
    Outgoing request;
    Progress& progress;
    const std::int64_t began_ns;
    std::int64_t started_ns = 0; // of the last attempt
    oauth::Bearer bearer{};
    int refusals = 0; // 401s in a row
    bool fresh = false;
    int redirects = 0;
    unsigned failures = 0; // attempts that were waited for
    Backoff backoff{};
    std::unique_ptr<Exchange::UnderWay> under_way{};
    std::optional<Attempt> attempt{}; // that is under way, or was not settled yet
  };
  // Sends the first attempt if that holds nobody up; false when nothing was done.
  bool begin(Run& run);
  // The answer, if it is one to give; null when waiting, or another attempt, comes first.
  std::unique_ptr<hif::sdk::Answer> take(Run& run);
  std::unique_ptr<hif::sdk::Answer> finish(Run& run);

 private:
  Attempt try_once(Run& run);
  void count_attempt(Run& run);
  bool settles_at_once(const Run& run) const;
  template <typename Part>
  void carry_out(Run& run, const Attempt& attempt, const Part& part);
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
