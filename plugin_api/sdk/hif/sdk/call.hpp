// SPDX-License-Identifier: MIT
#pragma once
// The call that a function of a package was given, and calls that a package makes of its own.

#include "error.hpp"

#include <hif/call.h>

#include <array>
#include <atomic>
#include <limits>
#include <memory>

namespace hif::sdk {

// A borrowed call. Same thread rules as the struct behind it.
class Call {
 public:
  explicit Call(const hif_call* raw) : raw_(raw) {}
  const hif_call* raw() const { return raw_; }

  bool cancelled() const { return raw_->is_cancelled(raw_) != 0; }
  bool dry_run() const { return (raw_->flags & HIF_CALL_DRY_RUN) != 0; }
  bool anew() const { return (raw_->flags & HIF_CALL_ANEW) != 0; }
  // Steady-clock nanoseconds; INT64_MAX when there is none.
  std::int64_t deadline_ns() const { return raw_->deadline_ns; }
  // Throws Error HIF_CANCELLED once the caller wants the call to stop.
  void throw_if_cancelled() const {
    if (cancelled()) throw Error(HIF_CANCELLED, "interrupted");
  }

  void retry_after(std::int64_t delay_ms) const { raw_->retry_after(raw_, delay_ms); }
  void progress(std::uint64_t done, std::uint64_t total, std::string_view note = {}) const {
    raw_->progress(raw_, done, total, str(note));
  }
  void count(std::int32_t counter, std::uint64_t delta) const {
    if (delta) raw_->count(raw_, counter, delta);
  }
  void preview(std::string_view request_json) const { raw_->preview(raw_, str(request_json)); }

 private:
  const hif_call* raw_;
};

// A call of the package's own making, for calling a client: it keeps the failure instead of
// passing it on, and adds up the counters. It may be used on a thread of its own while `parent`
// lives; cancellation, deadline and dry run are the parent's, and `cancel()` stops this one alone.
// One without a parent has no deadline and outlives calls: whoever made it cancels it in time.
class OwnCall {
 public:
  explicit OwnCall(const Call& parent) : OwnCall(parent.raw()) {
    raw_.flags = parent_->flags;
    raw_.deadline_ns = parent_->deadline_ns;
  }
  OwnCall() : OwnCall(nullptr) {}
  OwnCall(const OwnCall&) = delete;
  OwnCall& operator=(const OwnCall&) = delete;

  const hif_call* raw() const { return &raw_; }
  void cancel() { cancelled_ = true; }
  const std::string& message() const { return message_; }
  const std::string& details() const { return details_; }
  std::int64_t retry_after_ms = -1; // -1: not told

  // Adds what was counted here to the parent, and begins at 0 again. On the parent's thread.
  void pass_on_counts() { pass_on_counts(Call(parent_)); }
  // The same to any call, on that call's thread.
  void pass_on_counts(const Call& to) {
    for (std::int32_t i = 0; i < counters; ++i) to.count(i, counts_[i].exchange(0));
  }

 private:
  explicit OwnCall(const hif_call* parent) : parent_(parent) {
    raw_ = hif_call{};
    raw_.struct_size = sizeof raw_;
    raw_.caller_data = this;
    raw_.deadline_ns = std::numeric_limits<std::int64_t>::max();
    raw_.is_cancelled = [](const hif_call* call) -> std::int32_t {
      const auto& own = self(call);
      return own.cancelled_ || (own.parent_ && own.parent_->is_cancelled(own.parent_));
    };
    raw_.fail = [](const hif_call* call, hif_status code, hif_str message, hif_str details) {
      try {
        self(call).message_ = view(message);
        self(call).details_ = view(details);
      } catch (...) { // out of memory: the status alone must do
      }
      return code;
    };
    raw_.retry_after = [](const hif_call* call, std::int64_t ms) {
      self(call).retry_after_ms = ms;
    };
    raw_.progress = [](const hif_call*, std::uint64_t, std::uint64_t, hif_str) {};
    raw_.count = [](const hif_call* call, std::int32_t counter, std::uint64_t delta) {
      if (counter >= 0 && counter < counters) self(call).counts_[counter] += delta;
    };
    raw_.preview = [](const hif_call* call, hif_str json) {
      if (const auto* parent = self(call).parent_) parent->preview(parent, json);
    };
  }

  static constexpr std::int32_t counters = HIF_COUNT_RATE_LIMIT_WAIT_MS + 1;
  static OwnCall& self(const hif_call* call) { return *static_cast<OwnCall*>(call->caller_data); }

  const hif_call* parent_;
  hif_call raw_;
  std::string message_, details_;
  std::atomic<bool> cancelled_{false};
  std::array<std::atomic<std::uint64_t>, counters> counts_{};
};

} // namespace hif::sdk
