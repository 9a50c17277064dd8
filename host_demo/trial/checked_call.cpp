// SPDX-License-Identifier: MIT
#include "trial/checked_call.hpp"

#include <hif/sdk/text.hpp>

#include <limits>

namespace host {

CheckedCall& CheckedCall::of(const hif_call* call) {
  return *static_cast<CheckedCall*>(call->caller_data);
}

CheckedCall::CheckedCall(Witness& witness, std::uint32_t flags) : witness_(witness) {
  raw_.struct_size = sizeof raw_;
  raw_.flags = flags;
  raw_.caller_data = this;
  raw_.deadline_ns = std::numeric_limits<std::int64_t>::max();
  raw_.is_cancelled = [](const hif_call* call) -> std::int32_t {
    of(call).use("is_cancelled", true);
    return of(call).cancelled_;
  };
  raw_.fail = [](const hif_call* call, hif_status code, hif_str message, hif_str) {
    of(call).use("fail", false);
    of(call).message_ = hif::sdk::view(message);
    return code;
  };
  raw_.retry_after = [](const hif_call* call, std::int64_t) { of(call).use("retry_after", false); };
  raw_.progress = [](const hif_call* call, std::uint64_t, std::uint64_t, hif_str) {
    of(call).use("progress", false);
  };
  raw_.count = [](const hif_call* call, std::int32_t, std::uint64_t) {
    of(call).use("count", false);
  };
  raw_.preview = [](const hif_call* call, hif_str) {
    of(call).use("preview", false);
    ++of(call).previews_;
  };
}

void CheckedCall::use(const char* function, bool any_thread) {
  if (ended_)
    witness_.fail(std::string("hif_call.") + function + " was used after the call had returned",
                  "let no thread keep a hif_call; make calls of your own for them");
  else if (!any_thread && std::this_thread::get_id() != thread_)
    witness_.fail(std::string("hif_call.") + function +
                      ", which is [same-thread], was used on another thread",
                  "use it on the thread that was called, or make a call of your own");
}

} // namespace host
