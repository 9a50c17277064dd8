/* SPDX-License-Identifier: MIT */
#pragma once
#include "../prototype.h"

#define HIF_EXT_PROBE "hif.probe/1"

HIF_EXTERN_C_BEGIN

/* Instance side, by hif_prototype.get_extension: whether what an instance is configured to reach
   can be reached. Clients have it in their own table, subscribers and transformers over a client
   may have it so; for those that write there is no harmless request. Since 1.2. */
typedef struct hif_probe {
  uint32_t struct_size;
  uint32_t reserved;

  /* The smallest request that tells, which changes nothing. `sink` is called once with a JSON
     object of what was found, such as `{"entity", "method", "path"}`. Fails as the functions of
     the kind do: HIF_PERMISSION_DENIED, HIF_NOT_FOUND, HIF_UNAVAILABLE, …, in words that name the
     request. [instance-serial & closed] */
  hif_status(HIF_CALL* probe)(hif_instance* self, const hif_call* call, void* sink_data,
                              void(HIF_CALL* sink)(void* sink_data, hif_str json));
} hif_probe;

HIF_EXTERN_C_END
