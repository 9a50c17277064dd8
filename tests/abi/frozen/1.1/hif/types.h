/* SPDX-License-Identifier: MIT */
#pragma once
#include "private/macros.h"

HIF_EXTERN_C_BEGIN

/* Borrowed bytes: the callee reads them during the call and copies what it keeps, unless the
   function says that they live longer. Not NUL-terminated. `data` may be null only when `size`
   is 0. */
typedef struct hif_slice {
  const uint8_t* data;
  uint64_t size; /* bytes */
} hif_slice;

/* Borrowed UTF-8 text under the same rules; never carries an embedded NUL. */
typedef struct hif_str {
  const char* data;
  uint64_t size; /* bytes */
} hif_str;

/* What a caller can do about an outcome. A closed set: an unknown value is read as
   HIF_INTERNAL. */
enum {
  HIF_OK = 0,
  HIF_END = 1,     /* nothing more will come; not an error */
  HIF_PENDING = 2, /* nothing now; see hif_call.retry_after */

  HIF_CANCELLED = -1,         /* the host asked for it */
  HIF_INVALID_ARGUMENT = -2,  /* the configuration or the data must change first */
  HIF_UNAUTHENTICATED = -3,   /* access must be granted (again) */
  HIF_PERMISSION_DENIED = -4, /* the identity is known and may not do this */
  HIF_NOT_FOUND = -5,         /* the thing asked for does not exist */
  HIF_CONFLICT = -6,          /* somebody else was first; read again and decide */
  HIF_RATE_LIMITED = -7,      /* too many requests, also after waiting */
  HIF_UNAVAILABLE = -8,       /* the other side cannot be reached or cannot serve, after retries */
  HIF_DEADLINE_EXCEEDED = -9, /* hif_call.deadline_ns has passed */
  HIF_DATA_LOSS = -10,        /* the answer is broken: cut off, not JSON, not UTF-8 */
  HIF_UNIMPLEMENTED = -11,    /* this package cannot do it */
  HIF_RESOURCE_EXHAUSTED = -12, /* a bound was hit: size, memory, depth, disk */
  HIF_INTERNAL = -13            /* a defect */
};
typedef int32_t hif_status;

HIF_EXTERN_C_END
