/* SPDX-License-Identifier: MIT */
#pragma once
#include "../subscriber.h"

#define HIF_EXT_CHECKPOINT_PARTS "hif.checkpoint_parts/1"

HIF_EXTERN_C_BEGIN

/* Names of parts: 1 to 256 bytes. Parts: up to 16 MiB. */

/* Where a subscriber reads the parts of its checkpoint. Given by the host. */
typedef struct hif_part_source {
  uint32_t struct_size;
  uint32_t reserved;
  void* host_data;
  /* Calls `reader` once with the part, as the subscriber gave it last, whether it is kept yet or
     not; it is dead after the return of `reader`. HIF_NOT_FOUND: there is none, `reader` is not
     called. Within open() and next(). [same-thread] */
  hif_status(HIF_CALL* get)(const struct hif_part_source* source, const hif_call* call,
                            hif_str name, void* reader_data,
                            void(HIF_CALL* reader)(void* reader_data, hif_slice value));
} hif_part_source;

/* Where a subscriber puts parts. Given by the host, which copies. */
typedef struct hif_part_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* host_data;
  /* An empty value: there is no such part any more. [same-thread] */
  void(HIF_CALL* put)(const struct hif_part_sink* sink, hif_str name, hif_slice value);
} hif_part_sink;

/* Plugin side, optional: a subscriber whose checkpoint would be too large for one value keeps the
   rest of it in parts that change one by one, such as what it knows of a million records. The host
   keeps them in one step with the checkpoint that they belong to, and forgets them with it. By
   get_extension() of the instance. Since 1.2. */
typedef struct hif_checkpoint_parts {
  uint32_t struct_size;
  uint32_t reserved;

  /* Before open(): where the parts of the checkpoint are that open() will be given. `source` lives
     until close(). A host that does not call it keeps no parts. [instance-serial & closed] */
  hif_status(HIF_CALL* attach)(hif_instance* self, const hif_call* call,
                               const hif_part_source* source);

  /* After each next() whose batch has a checkpoint: gives `sink` every part that changed since the
     last time. [instance-serial & open] */
  hif_status(HIF_CALL* changes)(hif_instance* self, const hif_call* call,
                                const hif_part_sink* sink);
} hif_checkpoint_parts;

HIF_EXTERN_C_END
