/* SPDX-License-Identifier: MIT */
#pragma once
#include "../call.h"
#include "../host.h"

#define HIF_EXT_CLOCK "hif.clock/1"

HIF_EXTERN_C_BEGIN

/* Host side: time. Virtual in tests, so that waits cost nothing there; use no other clock for
   deadlines, waits and dates. */
typedef struct hif_clock {
  uint32_t struct_size;
  uint32_t reserved;

  /* Microseconds since 1970-01-01T00:00:00Z. May jump. [any-thread] */
  int64_t(HIF_CALL* now_us)(const hif_host* host);

  /* Nanoseconds on a clock that never goes back, with no meaning of its own. [any-thread] */
  int64_t(HIF_CALL* steady_ns)(const hif_host* host);

  /* Waits `delay_ms`. HIF_CANCELLED or HIF_DEADLINE_EXCEEDED as soon as the call is.
     [any-thread] */
  hif_status(HIF_CALL* sleep)(const hif_host* host, const hif_call* call, int64_t delay_ms);
} hif_clock;

HIF_EXTERN_C_END
