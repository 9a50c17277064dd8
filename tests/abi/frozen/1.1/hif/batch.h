/* SPDX-License-Identifier: MIT */
#pragma once
#include "types.h"

HIF_EXTERN_C_BEGIN

/* hif_record.op */
enum { HIF_RECORD_UPSERT = 0, HIF_RECORD_DELETE = 1 };

#define HIF_MAX_CHECKPOINT_BYTES 65536

typedef struct hif_record {
  hif_str json;          /* one JSON object on one line: no raw line break anywhere in it */
  hif_str entity;        /* catalogue id, for example "invoices.list"; empty when it has none */
  hif_str key;           /* stable identity within the entity; empty when it has none */
  int64_t event_time_us; /* Unix time in microseconds; INT64_MIN when unknown */
  uint64_t source;       /* from a transformer: position of its input in the input batch */
  uint32_t op;           /* HIF_RECORD_... */
  uint32_t reserved;
} hif_record;

/* A run of records in one lifetime. The producer fills it; every slice inside lives until
   release(). `stride` is the producer's sizeof(hif_record), so that the record may grow. */
typedef struct hif_batch {
  uint32_t struct_size;
  uint32_t stride;
  const void* records;
  uint64_t count; /* 0 is allowed: a checkpoint alone */

  /* Opaque resume position AFTER the last record, at most HIF_MAX_CHECKPOINT_BYTES. Empty: none,
     the position stays where it was. */
  hif_slice checkpoint;

  /* Called exactly once by whoever holds the batch; then every slice in it is dead.
     [any-thread] */
  void(HIF_CALL* release)(struct hif_batch* batch);
  void* producer_data;
} hif_batch;

static inline const hif_record* hif_batch_at(const hif_batch* batch, uint64_t index) {
  return (const hif_record*)(const void*)((const uint8_t*)batch->records + index * batch->stride);
}

HIF_EXTERN_C_END
