/* SPDX-License-Identifier: MIT */
#pragma once
#include "types.h"

HIF_EXTERN_C_BEGIN

/* hif_call.flags */
enum {
  /* Change nothing outside the process and say by `preview` what would be sent. */
  HIF_CALL_DRY_RUN = 1u,
  /* At open(): the run starts over, so what a sink holds from earlier runs goes. */
  HIF_CALL_ANEW = 2u
};

/* hif_call.count */
enum {
  HIF_COUNT_REQUESTS = 0,  /* attempts that put at least one byte on the wire */
  HIF_COUNT_RETRIES = 1,   /* attempts after the first of a request */
  HIF_COUNT_BYTES_IN = 2,  /* bytes of bodies as received, before inflating */
  HIF_COUNT_BYTES_OUT = 3, /* bytes of bodies as sent */
  /* Since 1.2: how often a call waited for a rate limit, the vendor's or one of the configuration,
     and how long in milliseconds. Calls that wait together count each. */
  HIF_COUNT_RATE_LIMIT_WAITS = 4,
  HIF_COUNT_RATE_LIMIT_WAIT_MS = 5
};

/* One call from a caller into the other side. Owned by the caller, valid until that call returns,
   used by one thread save where a function says otherwise. A plugin that calls a client hands on
   the call it was given, or makes one of its own to see the error first. */
typedef struct hif_call {
  uint32_t struct_size;
  uint32_t flags; /* HIF_CALL_... */
  void* caller_data;

  /* Absolute time on the host's steady clock in nanoseconds (hif_clock.steady_ns);
     INT64_MAX when there is none. */
  int64_t deadline_ns;

  /* Non-zero once the caller wants the call to stop. Poll at least every 250 ms. [any-thread] */
  int32_t(HIF_CALL* is_cancelled)(const struct hif_call* call);

  /* Says why the call fails and gives back `code`, to be returned. The caller copies both texts.
     `message`: what failed, where, why, what to do, without secrets. `details_json`: empty or a
     JSON object; `{"problems": [{"pointer", "message", "hint"}]}` names faults in a configuration
     by JSON Pointer (RFC 6901), `{"http_status", "body", "request_id"}` an answer. The last call
     wins. [same-thread] */
  hif_status(HIF_CALL* fail)(const struct hif_call* call, hif_status code, hif_str message,
                             hif_str details_json);

  /* Earliest useful moment for the next attempt after HIF_PENDING, HIF_RATE_LIMITED or
     HIF_UNAVAILABLE, in milliseconds from now. [same-thread] */
  void(HIF_CALL* retry_after)(const struct hif_call* call, int64_t delay_ms);

  /* `done` of `total` units; `total` is 0 when unknown. May go back. [same-thread] */
  void(HIF_CALL* progress)(const struct hif_call* call, uint64_t done, uint64_t total,
                           hif_str note);

  /* Adds `delta` to a counter of the run; unknown counters are ignored. [same-thread] */
  void(HIF_CALL* count)(const struct hif_call* call, int32_t counter, uint64_t delta);

  /* One request that a dry run would have sent, as JSON
     `{"method", "url", "headers", "body"}`, secrets masked. [same-thread] */
  void(HIF_CALL* preview)(const struct hif_call* call, hif_str request_json);
} hif_call;

HIF_EXTERN_C_END
