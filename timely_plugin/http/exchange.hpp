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
  // An attempt that is under way, with the connection that it has.
  class UnderWay;

  Exchange(const hif::sdk::Host& host, const Settings& settings, Environment environment,
           std::size_t max_connections);

  // Sends `request` once. `authorization` is the whole value of that field and may be empty.
  // `fresh`: over a connection of its own. Throws Error only for HIF_CANCELLED,
  // HIF_DEADLINE_EXCEEDED and faults of the configuration; `attempt.phase` holds then as well.
  // Any thread.
  void attempt(const hif::sdk::Call& call, const Outgoing& request, std::string_view authorization,
               const Timeouts& timeouts, bool fresh, Attempt& attempt);

  // The same in parts, which throw the same, so that one thread can wait for many answers. Begins
  // only what holds nobody up: null when the request is large, or no idle connection is at hand.
  std::unique_ptr<UnderWay> reserve(const hif::sdk::Call& call, const Outgoing& request,
                                    const Timeouts& timeouts);
  // Sends it. What keeps it from being sent is told by receive().
  void send(UnderWay& one, std::string_view authorization, Attempt& attempt);
  // Receives the answer. Holds nobody up where it is there, or is given up.
  void receive(UnderWay& one, Attempt& attempt);

  void drop_idle() { pool_.drop_idle(); }

 private:
  template <typename Part>
  void carry_out(UnderWay& one, Attempt& attempt, const Part& part);
  void write(UnderWay& one, std::string_view authorization, Attempt& attempt);
  void read(UnderWay& one, Attempt& attempt);
  void end(UnderWay& one, Attempt& attempt);

  const hif::sdk::Host& host_;
  const Settings& settings_;
  Dialer dialer_;
  Pool pool_;
  const std::shared_ptr<hif::sdk::BodyPool> bodies_; // answers may outlive this
  std::atomic<std::size_t> last_body_size_{0};
};

class Exchange::UnderWay {
 public:
  UnderWay(const hif::sdk::Host& host, const hif::sdk::Call& call, const Outgoing& request,
           const Timeouts& timeouts, Pool::Lease lease)
      : call_(call), request_(request), began_ns_(host.steady_ns()), lease_(std::move(lease)),
        watch_(host, call, timeouts), reused_(lease_.connection() != nullptr) {}
  ~UnderWay();

  // To be waited for with poll(2).
  int descriptor() const { return lease_.connection()->descriptor(); }
  // The descriptor is readable, for however long: the answer, or its begin, is there.
  void readable();
  // The answer is given up: it takes too long, or nobody wants it any more.
  bool is_over() const { return watch_.is_over(); }

 private:
  friend class Exchange;
  const hif::sdk::Call call_;
  const Outgoing& request_;
  const std::int64_t began_ns_;
  Pool::Lease lease_;
  Watch watch_;
  const bool reused_;
  bool failed_ = false;
};

} // namespace timely::http
