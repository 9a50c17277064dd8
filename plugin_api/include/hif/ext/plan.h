/* SPDX-License-Identifier: MIT */
#pragma once
#include "../prototype.h"

#define HIF_EXT_PLAN "hif.plan/1"

HIF_EXTERN_C_BEGIN

/* Instance side, by hif_prototype.get_extension: what a run would cost, found out without running.
   Subscribers tell how much they would read, clients how fast they may ask. Since 1.2. */
typedef struct hif_plan {
  uint32_t struct_size;
  uint32_t reserved;

  /* Tells what is known, if need be by a few small requests that change nothing: few beside those
     of the run. `checkpoint` is what open() would be given; empty for a client. `sink` is called
     once with a JSON object, of which every member may be missing:

       subscriber  {"records", "records_at_least", "records_at_most",   of what is left to read
                    "pages", "requests",                                to read them
                    "note"}                                 how that is known, a few words
       client      {"requests_per_second"}   most that may be sent now; missing when unhindered

     Counts are whole numbers. HIF_UNIMPLEMENTED: it cannot be told for what is configured, so that
     the last run must do. Else fails as the functions of the kind do.
     [instance-serial & closed] */
  hif_status(HIF_CALL* plan)(hif_instance* self, const hif_call* call, hif_slice checkpoint,
                             void* sink_data, void(HIF_CALL* sink)(void* sink_data, hif_str json));
} hif_plan;

HIF_EXTERN_C_END
