// SPDX-License-Identifier: MIT
#include "services/call.hpp"

#include "services/interrupt.hpp"

#include <hif/sdk/json_parse.hpp>

namespace host {

using hif::sdk::view;

template <typename Listener, typename... Told>
void HostCall::tell(const Listener& listener, Told... told) noexcept {
  if (!listener || thrown_) return;
  try {
    listener(told...);
  } catch (...) {
    thrown_ = std::current_exception();
  }
}

HostCall::HostCall(CallContext context) : raw_{}, context_(std::move(context)) {
  const auto self = [](const hif_call* call) -> HostCall& {
    return *static_cast<HostCall*>(call->caller_data);
  };
  static constexpr auto get = self;
  raw_.struct_size = sizeof raw_;
  raw_.flags = context_.flags;
  raw_.caller_data = this;
  raw_.deadline_ns = context_.deadline_ns;
  raw_.is_cancelled = [](const hif_call*) -> std::int32_t { return interrupted(); };
  raw_.fail = [](const hif_call* call, hif_status code, hif_str message, hif_str details) {
    get(call).message_ = view(message);
    get(call).details_ = view(details);
    return code;
  };
  raw_.retry_after = [](const hif_call* call, std::int64_t delay_ms) {
    get(call).retry_after_ms_ = delay_ms;
  };
  raw_.progress = [](const hif_call* call, std::uint64_t done, std::uint64_t total, hif_str note) {
    get(call).tell(get(call).context_.progress, done, total, view(note));
  };
  raw_.count = [](const hif_call* call, std::int32_t counter, std::uint64_t delta) {
    if (auto* counters = get(call).context_.counters) counters->add(counter, delta);
  };
  raw_.preview = [](const hif_call* call, hif_str request_json) {
    get(call).tell(get(call).context_.preview, view(request_json));
  };
}

hif::json::Value HostCall::details() const {
  if (details_.empty()) return {};
  try {
    return hif::json::parse(details_);
  } catch (const hif::json::ParseError&) {
    return {};
  }
}

} // namespace host
