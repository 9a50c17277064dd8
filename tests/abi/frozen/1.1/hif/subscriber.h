/* SPDX-License-Identifier: MIT */
#pragma once
#include "prototype.h"

#define HIF_KIND_SUBSCRIBER "hif.subscriber/1"

HIF_EXTERN_C_BEGIN

/* Reads records out of another system. The host pulls: not calling next() is the backpressure. */
typedef struct hif_subscriber {
  uint32_t struct_size;
  uint32_t reserved;

  /* Starts or resumes. `checkpoint` is empty, or the last one that the host kept.
     HIF_INVALID_ARGUMENT: the checkpoint is of another configuration or cannot be read.
     [instance-serial & closed] */
  hif_status(HIF_CALL* open)(hif_instance* self, const hif_call* call, hif_slice checkpoint);

  /* Gives the next records: at most `max_records`, and about `max_bytes` at most (one record may
     be larger). HIF_OK: `out` is the host's, which calls out->release once. HIF_PENDING, HIF_END
     and errors: `out` is untouched. A run that is complete gives a last batch, which may be empty,
     whose checkpoint says so; then HIF_END. [instance-serial & open] */
  hif_status(HIF_CALL* next)(hif_instance* self, const hif_call* call, uint64_t max_records,
                             uint64_t max_bytes, hif_batch* out);

  /* Idempotent. Batches that were given out stay valid. [instance-serial] */
  void(HIF_CALL* close)(hif_instance* self);
} hif_subscriber;

HIF_EXTERN_C_END
