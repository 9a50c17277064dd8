// SPDX-License-Identifier: MIT
#pragma once
// When a request may start: one pace for all users of a client. Timely documents no limit, so the
// pace is unhindered until the vendor says otherwise.

#include <hif/sdk/client.hpp>
#include <hif/sdk/host.hpp>

#include <deque>
#include <mutex>
#include <optional>

namespace timely::http {

// Milliseconds that a Retry-After field asks for, in seconds or as an HTTP date (RFC 9110
// §10.2.3), no more than a day; empty when it says nothing. `now_us`: Unix time.
std::optional<std::int64_t> retry_after_ms(std::string_view value, std::int64_t now_us);

// Unix seconds of an HTTP date; empty when it is none.
std::optional<std::int64_t> http_date_s(std::string_view text);

// Sleeps for a rate limit, and counts it. Throws as Host::sleep.
void wait_for_rate_limit(const hif::sdk::Host& host, const hif::sdk::Call& call,
                         std::int64_t delay_ms);

class Pace {
 public:
  // `max_per_second`: 0 for no ceiling.
  explicit Pace(double max_per_second) : ceiling_(max_per_second) {}

  // Waits for this request's turn and gives the moment of it (steady, ns). Throws as Host::sleep.
  std::int64_t wait(const hif::sdk::Host& host, const hif::sdk::Call& call);
  // The same where nothing has to be waited for; nothing otherwise.
  std::optional<std::int64_t> at_once(const hif::sdk::Host& host);
  // 429: everybody pauses, and the rate is half of what it was; once for the requests that had
  // started by then. `started_ns`: as wait() gave it. True when the rate was halved.
  bool refused(std::int64_t started_ns, std::int64_t now_ns, std::int64_t pause_ms);
  // What an answer changed: for how long everybody pauses now, and whether the rate is free again.
  struct Change {
    std::int64_t pause_ms = 0;
    bool freed = false;
  };
  // Any other answer: the rate creeps up. Obeys (X-)RateLimit-Remaining and -Reset.
  Change answered(const std::vector<hif::sdk::Header>& headers, std::int64_t now_ns,
                  std::int64_t now_us);
  // Requests per second; 0 when unhindered.
  double rate() const;

 private:
  void started(std::int64_t now_ns);
  double observed_rate(std::int64_t now_ns) const;
  double allowed() const; // of rate_ and ceiling_; 0 when unhindered

  const double ceiling_;
  mutable std::mutex mutex_;
  double rate_ = 0;       // 0: unhindered
  double refused_at_ = 0; // the rate that was too much
  std::int64_t next_ns_ = 0, paused_until_ns_ = 0, cut_ns_ = 0, crept_ns_ = 0;
  std::deque<std::int64_t> starts_ns_; // the latest ones
};

} // namespace timely::http
