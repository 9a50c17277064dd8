/* SPDX-License-Identifier: MIT */
#pragma once
#include "../call.h"
#include "../host.h"

#define HIF_EXT_SECRETS "hif.secrets/1"

HIF_EXTERN_C_BEGIN

/* Host side: small secrets that outlive the process, encrypted at rest, kept apart by
   hif_host.scope. Names: 1 to 64 of [a-z0-9_.-]. Values: up to 64 KiB. */
typedef struct hif_secrets {
  uint32_t struct_size;
  uint32_t reserved;

  /* Calls `reader` once with the value and its revision (1, 2, …); both are dead after the return
     of `reader`. HIF_NOT_FOUND: none is kept, `reader` is not called. HIF_UNAUTHENTICATED: it is
     there and cannot be decrypted with the key at hand. [any-thread] */
  hif_status(HIF_CALL* get)(const hif_host* host, const hif_call* call, hif_str name,
                            void* reader_data,
                            void(HIF_CALL* reader)(void* reader_data, hif_slice value,
                                                   uint64_t revision));

  /* Keeps `value` in place of revision `expected_revision` (0: there must be none yet), durably
     and at once as a whole. *revision is the new one. HIF_CONFLICT: another revision is kept; read
     again. [any-thread] */
  hif_status(HIF_CALL* put)(const hif_host* host, const hif_call* call, hif_str name,
                            hif_slice value, uint64_t expected_revision, uint64_t* revision);

  /* Forgets it. HIF_OK also when there was none. [any-thread] */
  hif_status(HIF_CALL* remove)(const hif_host* host, const hif_call* call, hif_str name);

  /* From now on masks `value` in everything the host writes. [any-thread] */
  void(HIF_CALL* mask)(const hif_host* host, hif_str value);
} hif_secrets;

HIF_EXTERN_C_END
