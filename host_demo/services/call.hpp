// SPDX-License-Identifier: MIT
#pragma once
// The call object that the host hands to packages.

#include <hif/call.h>
#include <hif/sdk/json.hpp>
#include <hif/sdk/text.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <vector>

namespace host {

// Counters of a run, added up over all calls. Any thread.
struct RunCounters {
  static constexpr std::int32_t size = HIF_COUNT_RATE_LIMIT_WAIT_MS + 1;
  std::array<std::atomic<std::uint64_t>, size> values{};
  RunCounters* total = nullptr; // counts the same, with what others count
  // Unknown counters are ignored.
  void add(std::int32_t counter, std::uint64_t delta) {
    if (counter < 0 || counter >= size) return;
    values[static_cast<std::size_t>(counter)] += delta;
    if (total) total->add(counter, delta);
  }
  std::uint64_t operator[](std::int32_t counter) const { return values.at(counter); }
};

// What a call may do besides failing.
struct CallContext {
  std::uint32_t flags = 0;              // HIF_CALL_...
  std::int64_t deadline_ns = INT64_MAX; // of the steady clock
  RunCounters* counters = nullptr;
  std::function<void(std::uint64_t done, std::uint64_t total, std::string_view note)> progress;
  std::function<void(std::string_view request_json)> preview;
};

// One call, on one thread. Keeps what the package said when it failed.
class HostCall {
 public:
  HostCall() : HostCall(CallContext{}) {}
  explicit HostCall(CallContext context);
  HostCall(const HostCall&) = delete;
  HostCall& operator=(const HostCall&) = delete;

  const hif_call* raw() const { return &raw_; }
  const std::string& message() const { return message_; }
  // The details as JSON; null when there are none or they are not JSON.
  hif::json::Value details() const;
  std::int64_t retry_after_ms() const { return retry_after_ms_; } // -1: not told
  // Throws what a listener of the context threw while the package was running: exceptions must not
  // pass through its frames.
  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  template <typename Listener, typename... Told>
  void tell(const Listener& listener, Told... told) noexcept;

  hif_call raw_;
  CallContext context_;
  std::string message_, details_;
  std::int64_t retry_after_ms_ = -1;
  std::exception_ptr thrown_;
};

} // namespace host
