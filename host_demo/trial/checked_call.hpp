// SPDX-License-Identifier: MIT
#pragma once
// A call that sees what a package does with it: wrong threads, use after the return, cancellation.

#include "trial/witness.hpp"

#include <hif/call.h>

#include <atomic>
#include <thread>

namespace host {

// May outlive the function that it was made for, so that late use is seen. Any thread may tell.
class CheckedCall {
 public:
  explicit CheckedCall(Witness& witness, std::uint32_t flags = 0);
  CheckedCall(const CheckedCall&) = delete;
  CheckedCall& operator=(const CheckedCall&) = delete;

  const hif_call* raw() const { return &raw_; }
  void deadline(std::int64_t steady_ns) { raw_.deadline_ns = steady_ns; }
  void cancel() { cancelled_ = true; }
  // The function that it was made for has returned.
  void end() { ended_ = true; }
  const std::string& message() const { return message_; }
  std::uint64_t previews() const { return previews_; }

 private:
  static CheckedCall& of(const hif_call* call);
  void use(const char* function, bool any_thread);

  hif_call raw_{};
  Witness& witness_;
  const std::thread::id thread_ = std::this_thread::get_id();
  std::atomic<bool> cancelled_{false}, ended_{false};
  std::string message_;
  std::uint64_t previews_ = 0;
};

} // namespace host
