// SPDX-License-Identifier: MIT
#pragma once
// A host that has a clock and nothing else, and a call that never ends.

#include <hif/ext/clock.h>
#include <hif/sdk/host.hpp>
#include <hif/version.h>

#include <cstdint>
#include <ctime>

inline const hif_host* bare_host() {
  static const hif_clock clock = [] {
    hif_clock made{};
    made.struct_size = sizeof made;
    made.now_us = [](const hif_host*) -> std::int64_t { return 1'793'000'000'000'000; };
    made.steady_ns = [](const hif_host*) -> std::int64_t {
      std::timespec now{};
      ::clock_gettime(CLOCK_MONOTONIC, &now);
      return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
    };
    made.sleep = [](const hif_host*, const hif_call*, std::int64_t) -> hif_status {
      return HIF_OK;
    };
    return made;
  }();
  static const hif_host host = [] {
    hif_host made{};
    made.struct_size = sizeof made;
    made.abi_minor = HIF_ABI_MINOR;
    made.get_extension = [](const hif_host*, hif_str id) -> const void* {
      return hif::sdk::view(id) == HIF_EXT_CLOCK ? &clock : nullptr;
    };
    return made;
  }();
  return &host;
}

inline const hif_call* plain_call() {
  static const hif_call call = [] {
    hif_call made{};
    made.struct_size = sizeof made;
    made.deadline_ns = INT64_MAX;
    made.is_cancelled = [](const hif_call*) -> std::int32_t { return 0; };
    made.fail = [](const hif_call*, hif_status status, hif_str, hif_str) { return status; };
    return made;
  }();
  return &call;
}
