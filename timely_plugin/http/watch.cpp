// SPDX-License-Identifier: MIT
#include "http/watch.hpp"

#include <Poco/Exception.h>

#include <poll.h>

#include <algorithm>

namespace timely::http {

namespace {
constexpr std::int64_t slice_ms = 100;
}

Watch::Watch(const hif::sdk::Host& host, const hif::sdk::Call& call, const Timeouts& timeouts)
    : host_(host), call_(call), timeouts_(timeouts),
      request_ends_ns_(host.steady_ns() + timeouts.request_ms * 1'000'000) {
  limit(timeouts.request_ms, "the request");
}

void Watch::limit(std::int64_t limit_ms, const char* what) {
  silence_ms_ = limit_ms;
  awaited_ = what;
  over_ = Over::no;
  timeout_.clear();
  forget_silence();
}

void Watch::check() {
  if (call_.cancelled()) give_up(Over::cancelled);
  const auto now_ns = host_.steady_ns();
  if (now_ns >= call_.deadline_ns()) give_up(Over::deadline);
  if (now_ns >= request_ends_ns_ || now_ns >= silence_ends_ns_) {
    timeout_ =
        now_ns >= request_ends_ns_
            ? "the request took longer than " + std::to_string(timeouts_.request_ms) + " ms"
            : std::string(awaited_) + " took longer than " + std::to_string(silence_ms_) + " ms";
    give_up(Over::timeout);
  }
}

bool Watch::is_over() const {
  const auto end_ns = std::min({silence_ends_ns_, request_ends_ns_, call_.deadline_ns()});
  return call_.cancelled() || host_.steady_ns() >= end_ns;
}

void Watch::wait(int fd, short events) {
  for (;;) {
    check();
    const auto end_ns = std::min({silence_ends_ns_, request_ends_ns_, call_.deadline_ns()});
    const auto left_ms = (end_ns - host_.steady_ns()) / 1'000'000 + 1;
    pollfd waiting{.fd = fd, .events = events, .revents = 0};
    const auto ready =
        ::poll(&waiting, 1, static_cast<int>(std::clamp<std::int64_t>(left_ms, 0, slice_ms)));
    if (ready > 0) return;
  }
}

void Watch::sent(std::size_t bytes) {
  if (bytes == 0) return;
  sent_any_ = true;
  forget_silence();
}

void Watch::received(std::size_t bytes) {
  if (bytes == 0) return;
  if (!received_any_) limit(timeouts_.idle_ms, "the next byte of the answer");
  received_any_ = true;
  forget_silence();
}

void Watch::throw_if_over() const {
  if (over_ == Over::cancelled) throw hif::sdk::Error(HIF_CANCELLED, "interrupted");
  if (over_ == Over::deadline)
    throw hif::sdk::Error(HIF_DEADLINE_EXCEEDED, "the call's time is over");
}

void Watch::give_up(Over why) {
  over_ = why;
  throw Poco::TimeoutException(timeout_);
}

} // namespace timely::http
