// SPDX-License-Identifier: MIT
#pragma once
// How long one attempt may wait for its socket, and whether anybody still wants it.

#include "http/settings.hpp"

#include <hif/sdk/host.hpp>

namespace timely::http {

// Lives as long as one attempt, on the thread of its call. Waits in short slices, so that a
// cancelled call is noticed within 100 ms. When it gives up it remembers why and throws
// Poco::TimeoutException, as the sockets that wait by it do for all that fails.
class Watch {
 public:
  Watch(const hif::sdk::Host& host, const hif::sdk::Call& call, const Timeouts& timeouts);

  void begin_connect() { limit(timeouts_.connect_ms, "connecting"); }
  void begin_write() { limit(timeouts_.idle_ms, "sending the request"); }
  void begin_answer() { limit(timeouts_.first_byte_ms, "the first byte of the answer"); }

  // Waits until `fd` is ready for `events` of poll(2).
  void wait(int fd, short events);
  // Throws as wait() does when the attempt is over.
  void check();
  bool is_over() const;
  // What was waited for is there: that nobody looked meanwhile is not the other side's silence.
  void readable() { forget_silence(); }

  void sent(std::size_t bytes);
  void received(std::size_t bytes);
  // Since the begin of the attempt.
  bool sent_any() const { return sent_any_; }
  bool received_any() const { return received_any_; }

  // After a failure: throws Error HIF_CANCELLED or HIF_DEADLINE_EXCEEDED if that was the cause.
  void throw_if_over() const;
  // After a failure: what took too long; empty when nothing did.
  const std::string& timeout() const { return timeout_; }

 private:
  enum class Over { no, cancelled, deadline, timeout };
  void limit(std::int64_t limit_ms, const char* what);
  void forget_silence() { silence_ends_ns_ = host_.steady_ns() + silence_ms_ * 1'000'000; }
  [[noreturn]] void give_up(Over why);

  const hif::sdk::Host& host_;
  const hif::sdk::Call& call_;
  const Timeouts& timeouts_;
  std::int64_t request_ends_ns_;
  std::int64_t silence_ms_ = 0, silence_ends_ns_ = 0;
  const char* awaited_ = "";
  bool sent_any_ = false, received_any_ = false;
  Over over_ = Over::no;
  std::string timeout_;
};

} // namespace timely::http
