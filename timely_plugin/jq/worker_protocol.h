/* SPDX-License-Identifier: MIT */
#pragma once
/* What the plugin and the worker tell each other over a socket: the limits once, then frames. Both
   are of one build, so numbers are as the machine has them. */

#include <stdint.h>

/* Begins the stream to the worker. */
typedef struct jq_worker_limits {
  uint64_t cpu_ms;       /* of one record */
  uint64_t memory_bytes; /* of the whole worker */
  uint64_t outputs;      /* of one record */
  uint64_t output_bytes; /* of one record */
} jq_worker_limits;

/* A frame is a header and `size` bytes. To the worker: the program, then records. From it: one
   READY or BROKEN for the program; for each record OUTPUTs and then DONE or FAILED. */
typedef struct jq_worker_frame {
  uint32_t kind;
  uint32_t size;
} jq_worker_frame;

enum {
  JQ_WORKER_INPUT = 1,
  JQ_WORKER_READY,
  JQ_WORKER_BROKEN, /* bytes: what jq has against the program */
  JQ_WORKER_OUTPUT, /* bytes: JSON */
  JQ_WORKER_DONE,
  JQ_WORKER_FAILED /* bytes: why */
};

/* The worker's exit code when it has no more memory. */
#define JQ_WORKER_NO_MEMORY 77
