/* SPDX-License-Identifier: MIT */
#pragma once
#include "../transformer.h"

#define HIF_EXT_TRANSFORMER_STEPS "hif.transformer_steps/1"

HIF_EXTERN_C_BEGIN

/* Where a transformer tells what its steps make of records. Given by the host. */
typedef struct hif_step_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* host_data;
  /* What step `step` (from 0) has made of the record at position `source` of the input batch: one
     JSON object, or empty when the step took the record out. Several times for a step that makes
     several records of one. Of a record's steps in their order. The host copies. [same-thread] */
  void(HIF_CALL* push)(const struct hif_step_sink* sink, uint32_t step, uint64_t source,
                       hif_str record_json);
} hif_step_sink;

/* Plugin side, optional: a transformer that is made of steps shows them to people who look for a
   mistake in them. By get_extension() of the instance. */
typedef struct hif_transformer_steps {
  uint32_t struct_size;
  uint32_t reserved;

  /* How many steps there are. [any-thread] */
  uint32_t(HIF_CALL* count)(hif_instance* self);

  /* A step as people wrote it, on one line; empty for a step that there is not. Lives until
     destroy(). [any-thread] */
  hif_str(HIF_CALL* name)(hif_instance* self, uint32_t step);

  /* As hif_transformer.transform, with the same outcome, and tells `steps` of every record. Slower.
     [instance-serial] */
  hif_status(HIF_CALL* transform)(hif_instance* self, const hif_call* call, const hif_batch* in,
                                  hif_batch* out, const hif_reject_sink* rejects,
                                  const hif_step_sink* steps);
} hif_transformer_steps;

HIF_EXTERN_C_END
