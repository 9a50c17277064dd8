/* SPDX-License-Identifier: MIT */
#pragma once
#include "prototype.h"

#define HIF_KIND_TRANSFORMER "hif.transformer/1"

HIF_EXTERN_C_BEGIN

/* Where records go that could not be transformed. Given by the host. */
typedef struct hif_reject_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* host_data;
  /* `source`: position of the record in the input batch. The host copies. [same-thread] */
  void(HIF_CALL* push)(const struct hif_reject_sink* sink, uint64_t source, hif_status status,
                       hif_str error, hif_str details_json);
} hif_reject_sink;

/* Turns records into records: one into none, one or many. Keeps the order. */
typedef struct hif_transformer {
  uint32_t struct_size;
  uint32_t reserved;

  /* HIF_OK: `out` is the host's, which releases it; hif_record.source names each output's input.
     Slices of `out` may lie in `in`: the host releases `in` after `out`. An input that failed is
     pushed to `rejects` and has no output. The checkpoint is the host's matter: `out` has none.
     Deterministic, no I/O unless the package says otherwise. [instance-serial] */
  hif_status(HIF_CALL* transform)(hif_instance* self, const hif_call* call, const hif_batch* in,
                                  hif_batch* out, const hif_reject_sink* rejects);
} hif_transformer;

HIF_EXTERN_C_END
