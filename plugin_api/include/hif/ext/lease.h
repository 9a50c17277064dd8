/* SPDX-License-Identifier: MIT */
#pragma once
#include "../call.h"
#include "../host.h"

#define HIF_EXT_LEASE "hif.lease/1"

HIF_EXTERN_C_BEGIN

/* Host side: the right to do something alone for a while, among all threads and all processes on
   one data directory. Kept apart by hif_host.scope. Names: 1 to 256 bytes. Since 1.2.

   A lease lapses by itself, so its holder may find that it is another's by now, and must not rely
   on it alone: write its fence into what it guards, and refuse a write whose fence is below the
   one that is there. Nothing is locked while a lease is held; a request to a vendor may be made
   under one, if it cannot last longer than the lease. */
typedef struct hif_lease {
  uint32_t struct_size;
  uint32_t reserved;

  /* Takes the lease for `duration_ms` (1 to 86 400 000), from now on. HIF_OK: *fence is a number
     that no earlier holder had, above all of theirs, for ever. HIF_CONFLICT: another has it, a
     thread of this process included; *left_ms is how long at most it will be so, and *fence is
     theirs. A lease whose process has ended is free at once where the host can tell that.
     [any-thread] */
  hif_status(HIF_CALL* acquire)(const hif_host* host, const hif_call* call, hif_str name,
                                int64_t duration_ms, uint64_t* fence, int64_t* left_ms);

  /* Holds it for `duration_ms` from now on, under the same fence; also after it lapsed, if nobody
     took it since. HIF_CONFLICT: it is lost. [any-thread] */
  hif_status(HIF_CALL* renew)(const hif_host* host, const hif_call* call, hif_str name,
                              uint64_t fence, int64_t duration_ms);

  /* Lets the next one in. HIF_OK also when it was lost meanwhile. `call` may be null.
     [any-thread] */
  hif_status(HIF_CALL* release)(const hif_host* host, const hif_call* call, hif_str name,
                                uint64_t fence);
} hif_lease;

HIF_EXTERN_C_END
