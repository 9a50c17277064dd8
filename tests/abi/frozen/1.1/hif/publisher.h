/* SPDX-License-Identifier: MIT */
#pragma once
#include "prototype.h"

#define HIF_KIND_PUBLISHER "hif.publisher/1"

HIF_EXTERN_C_BEGIN

/* hif_result.outcome */
enum {
  HIF_OUTCOME_FAILED = 0,
  HIF_OUTCOME_CREATED = 1,
  HIF_OUTCOME_UPDATED = 2,
  HIF_OUTCOME_DELETED = 3,
  HIF_OUTCOME_ACCEPTED = 4,  /* taken, to be carried out later; or written to a plain sink */
  HIF_OUTCOME_UNCHANGED = 5, /* nothing had to be done */
  HIF_OUTCOME_PREVIEWED = 6  /* dry run: nothing was done */
};

/* What became of one record. All texts are borrowed for the call of the sink. */
typedef struct hif_result {
  uint32_t struct_size;
  int32_t outcome;     /* HIF_OUTCOME_... */
  uint64_t index;      /* the record's number since open(): first_index of its write + position */
  hif_status status;   /* HIF_OK, or why it failed */
  int32_t http_status; /* 0 when there was no answer or none is used */
  uint32_t ambiguous;  /* 1 when a failed record may have been acted on all the same */
  uint32_t reserved;
  hif_str id;            /* the vendor's id of the thing; empty when there is none */
  hif_str response_json; /* the vendor's answer as JSON; empty when there is none */
  hif_str error; /* empty, or what failed and why, in the vendor's words where there are any */
  hif_str details_json; /* empty, or a JSON object such as {"fields": {"name": ["is taken"]}} */
} hif_result;

/* Where results go. Given by the host. */
typedef struct hif_result_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* host_data;
  /* Each record gets exactly one result, in any order, at the latest in the flush() that follows
     its write(). The host copies. [same-thread] */
  void(HIF_CALL* push)(const struct hif_result_sink* sink, const hif_result* result);
} hif_result_sink;

/* Writes records into another system.

   A record is the payload itself, or `{"path", "query", "payload"}` with any of the three, laid
   over the request parameters of the configuration. */
typedef struct hif_publisher {
  uint32_t struct_size;
  uint32_t reserved;

  /* Starts. `position` is empty, or the last one that flush() gave and the host kept; a sink that
     can be cut back, such as a file, goes back to it. [instance-serial & closed] */
  hif_status(HIF_CALL* open)(hif_instance* self, const hif_call* call, hif_slice position);

  /* Takes the records of `batch`, which is borrowed for the call. What fails for one record is
     that record's result; a status other than HIF_OK says that the publisher as a whole cannot go
     on, and that the records without a result were not acted on (or are reported as ambiguous
     before). [instance-serial & open] */
  hif_status(HIF_CALL* write)(hif_instance* self, const hif_call* call, const hif_batch* batch,
                              uint64_t first_index, const hif_result_sink* sink);

  /* Settles every record taken so far, makes it durable, and gives the position after it to
     `position_sink` (once, or never when the sink has none; at most HIF_MAX_CHECKPOINT_BYTES).
     [instance-serial & open] */
  hif_status(HIF_CALL* flush)(hif_instance* self, const hif_call* call, const hif_result_sink* sink,
                              void* position_data,
                              void(HIF_CALL* position_sink)(void* position_data,
                                                            hif_slice position));

  /* Idempotent; writes nothing more. [instance-serial] */
  void(HIF_CALL* close)(hif_instance* self);
} hif_publisher;

HIF_EXTERN_C_END
