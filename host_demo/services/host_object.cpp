// SPDX-License-Identifier: MIT
#include "services/host_object.hpp"

#include "services/clock.hpp"
#include "services/interrupt.hpp"
#include "text/failure.hpp"

#include <hif/ext/clock.h>
#include <hif/ext/lease.h>
#include <hif/ext/log.h>
#include <hif/ext/secrets.h>
#include <hif/sdk/text.hpp>
#include <hif/version.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace host {
namespace {

using hif::sdk::slice;
using hif::sdk::str;
using hif::sdk::view;

HostObject& object(const hif_host* raw) {
  return *static_cast<HostObject*>(raw->host_data);
}
Services& services(const hif_host* raw) {
  return object(raw).services();
}

hif_status fail(const hif_call* call, hif_status status, const char* message) {
  return call ? call->fail(call, status, str(message), {}) : status;
}

// Runs `body`; what it throws becomes a status and a message.
template <typename Body>
hif_status guarded(const hif_call* call, Body&& body) noexcept {
  try {
    return body();
  } catch (const SecretUnreadable& error) {
    return fail(call, HIF_UNAUTHENTICATED, error.what());
  } catch (const Failure& failure) {
    const bool unauthorised = failure.exit_code == Exit::unauthorised;
    return fail(call, unauthorised ? HIF_UNAUTHENTICATED : HIF_INVALID_ARGUMENT, failure.what());
  } catch (const std::exception& error) {
    return fail(call, HIF_INTERNAL, error.what());
  } catch (...) {
    return fail(call, HIF_INTERNAL, "an exception of unknown type in the host");
  }
}

// Bounds that the service's header promises.
void require(bool within, const char* bound) {
  if (!within) throw Failure(Exit::usage, bound);
}

void require_secret_name(std::string_view name) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_.-";
  require(!name.empty() && name.size() <= 64 && name.find_first_not_of(allowed) == name.npos,
          "the name of a secret is 1 to 64 of a-z, 0-9, _, . and -");
}

void require_state_name(std::string_view name) {
  require(!name.empty() && name.size() <= 256, "the name of a state is 1 to 256 bytes");
}

void require_lease(std::string_view name, std::int64_t duration_ms) {
  constexpr std::int64_t a_day_ms = 86'400'000;
  require(!name.empty() && name.size() <= 256, "the name of a lease is 1 to 256 bytes");
  require(duration_ms >= 1 && duration_ms <= a_day_ms, "a lease lasts 1 to 86400000 ms");
}

const hif_log log_service = {
    .struct_size = sizeof(hif_log),
    .reserved = 0,
    .level = [](const hif_host* host) { return services(host).log.level(); },
    .write =
        [](const hif_host* host, std::int32_t level, hif_str message, hif_str fields) {
          guarded(nullptr, [&] {
            services(host).log.write(level, object(host).scope(), view(message), view(fields));
            return HIF_OK;
          });
        },
};

const hif_secrets secrets_service = {
    .struct_size = sizeof(hif_secrets),
    .reserved = 0,
    .get = [](const hif_host* host, const hif_call* call, hif_str name, void* data,
              void (*reader)(void*, hif_slice, std::uint64_t)) -> hif_status {
      return guarded(call, [&]() -> hif_status {
        const auto kept = services(host).secrets.get(object(host).scope(), view(name));
        if (!kept) return HIF_NOT_FOUND;
        reader(data, slice(kept->value), kept->revision);
        return HIF_OK;
      });
    },
    .put = [](const hif_host* host, const hif_call* call, hif_str name, hif_slice value,
              std::uint64_t expected, std::uint64_t* revision) -> hif_status {
      return guarded(call, [&]() -> hif_status {
        require_secret_name(view(name));
        require(value.size <= 65'536, "a secret is at most 64 KiB");
        const auto next =
            services(host).secrets.put(object(host).scope(), view(name), view(value), expected);
        if (!next) return HIF_CONFLICT;
        *revision = *next;
        return HIF_OK;
      });
    },
    .remove = [](const hif_host* host, const hif_call* call, hif_str name) -> hif_status {
      return guarded(call, [&]() -> hif_status {
        services(host).secrets.remove(object(host).scope(), view(name));
        return HIF_OK;
      });
    },
    .mask =
        [](const hif_host* host, hif_str value) {
          guarded(nullptr, [&] {
            services(host).log.masker().add(view(value));
            return HIF_OK;
          });
        },
};

const hif_state state_service = {
    .struct_size = sizeof(hif_state),
    .reserved = 0,
    .get = [](const hif_host* host, const hif_call* call, hif_str name, void* data,
              void (*reader)(void*, hif_slice, std::uint64_t)) -> hif_status {
      return guarded(call, [&]() -> hif_status {
        const auto kept = services(host).state.get_state(object(host).scope(), view(name));
        if (!kept) return HIF_NOT_FOUND;
        reader(data, slice(kept->value), kept->revision);
        return HIF_OK;
      });
    },
    .put = [](const hif_host* host, const hif_call* call, hif_str name, hif_slice value,
              std::uint64_t expected, std::uint64_t* revision) -> hif_status {
      return guarded(call, [&]() -> hif_status {
        require_state_name(view(name));
        require(value.size <= 16u << 20, "a state is at most 16 MiB");
        const auto next =
            services(host).state.put_state(object(host).scope(), view(name), view(value), expected);
        if (!next) return HIF_CONFLICT;
        *revision = *next;
        return HIF_OK;
      });
    },
    .remove = [](const hif_host* host, const hif_call* call, hif_str name) -> hif_status {
      return guarded(call, [&]() -> hif_status {
        services(host).state.remove_state(object(host).scope(), view(name));
        return HIF_OK;
      });
    },
};

const hif_lease lease_service = {
    .struct_size = sizeof(hif_lease),
    .reserved = 0,
    .acquire = [](const hif_host* host, const hif_call* call, hif_str name,
                  std::int64_t duration_ms, std::uint64_t* fence,
                  std::int64_t* left_ms) -> hif_status {
      return guarded(call, [&]() -> hif_status {
        require_lease(view(name), duration_ms);
        const auto answer =
            services(host).leases.acquire_lease(object(host).scope(), view(name), duration_ms);
        *fence = answer.fence;
        *left_ms = answer.left_ms;
        return answer.taken ? HIF_OK : HIF_CONFLICT;
      });
    },
    .renew = [](const hif_host* host, const hif_call* call, hif_str name, std::uint64_t fence,
                std::int64_t duration_ms) -> hif_status {
      return guarded(call, [&]() -> hif_status {
        require_lease(view(name), duration_ms);
        const auto held =
            services(host).leases.renew_lease(object(host).scope(), view(name), fence, duration_ms);
        return held ? HIF_OK : HIF_CONFLICT;
      });
    },
    .release = [](const hif_host* host, const hif_call* call, hif_str name,
                  std::uint64_t fence) -> hif_status {
      return guarded(call, [&]() -> hif_status {
        services(host).leases.release_lease(object(host).scope(), view(name), fence);
        return HIF_OK;
      });
    },
};

hif_status sleep(const hif_host*, const hif_call* call, std::int64_t delay_ms) {
  constexpr std::int64_t slice_ns = 50'000'000;          // how late a cancellation may be noticed
  constexpr std::int64_t longest_ms = 1'000'000'000'000; // 31 years: in nanoseconds it still fits
  const auto end = steady_now_ns() + std::clamp<std::int64_t>(delay_ms, 0, longest_ms) * 1'000'000;
  while (true) {
    const auto now = steady_now_ns();
    if (call && call->is_cancelled(call)) return HIF_CANCELLED;
    if (call && now >= call->deadline_ns) return HIF_DEADLINE_EXCEEDED;
    if (now >= end) return HIF_OK;
    std::this_thread::sleep_for(std::chrono::nanoseconds(std::min(slice_ns, end - now)));
  }
}

const hif_clock clock_service = {
    .struct_size = sizeof(hif_clock),
    .reserved = 0,
    .now_us = [](const hif_host*) { return unix_now_us(); },
    .steady_ns = [](const hif_host*) { return steady_now_ns(); },
    .sleep = sleep,
};

const void* extension(const hif_host*, hif_str id) {
  const auto wanted = view(id);
  if (wanted == HIF_EXT_LOG) return &log_service;
  if (wanted == HIF_EXT_SECRETS) return &secrets_service;
  if (wanted == HIF_EXT_STATE) return &state_service;
  if (wanted == HIF_EXT_LEASE) return &lease_service;
  if (wanted == HIF_EXT_CLOCK) return &clock_service;
  return nullptr;
}

} // namespace

HostObject::HostObject(Services services, std::string scope)
    : services_(services), scope_(std::move(scope)), raw_{} {
  raw_.struct_size = sizeof raw_;
  raw_.abi_minor = HIF_ABI_MINOR;
  raw_.host_data = this;
  raw_.name = str("hif");
  raw_.version = str(HIF_VERSION);
  raw_.scope = str(scope_);
  raw_.get_extension = extension;
}

} // namespace host
