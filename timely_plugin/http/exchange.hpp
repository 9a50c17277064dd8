// SPDX-License-Identifier: MIT
#pragma once
// One attempt: a request out, an answer back, and what is known when it does not come.

#include "http/message.hpp"
#include "http/pool.hpp"

#include <atomic>

namespace timely::http {

// What came of an attempt.
struct Attempt {
  // A whole answer, or null.
  std::unique_ptr<hif::sdk::Answer> answer;
  int phase = HIF_PHASE_NOT_SENT;
  // A reused connection was closed before any byte of the answer: most likely before the request
  // came to it.
  bool stale = false;
  // Another attempt cannot help.
  bool final = false;
  // Without an answer: HIF_UNAVAILABLE, HIF_DATA_LOSS or HIF_RESOURCE_EXHAUSTED, and why.
  hif_status status = HIF_OK;
  std::string why;
  std::int64_t elapsed_ms = 0;
};

class Exchange {
 public:
  Exchange(const hif::sdk::Host& host, const Settings& settings, Environment environment,
           std::size_t max_connections);

  // Sends `request` once. `authorization` is the whole value of that field and may be empty.
  // `fresh`: over a connection of its own. Throws Error only for HIF_CANCELLED,
  // HIF_DEADLINE_EXCEEDED and faults of the configuration; `attempt.phase` holds then as well.
  // Any thread.
  void attempt(const hif::sdk::Call& call, const Outgoing& request, std::string_view authorization,
               const Timeouts& timeouts, bool fresh, Attempt& attempt);

  void drop_idle() { pool_.drop_idle(); }

 private:
  void converse(const hif::sdk::Call& call, const Outgoing& request, std::string_view authorization,
                Pool::Lease& lease, Watch& watch, Attempt& attempt);
  void receive(const hif::sdk::Call& call, const Outgoing& request, Pool::Lease& lease,
               Attempt& attempt);

  const hif::sdk::Host& host_;
  const Settings& settings_;
  Dialer dialer_;
  Pool pool_;
  const std::shared_ptr<hif::sdk::BodyPool> bodies_; // answers may outlive this
  std::atomic<std::size_t> last_body_size_{0};
};

} // namespace timely::http
