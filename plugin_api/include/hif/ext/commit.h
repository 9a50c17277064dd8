/* SPDX-License-Identifier: MIT */
#pragma once
#include "../prototype.h"

#define HIF_EXT_COMMIT "hif.commit/1"

HIF_EXTERN_C_BEGIN

/* Instance side, by hif_prototype.get_extension: for publishers that remember what they did, so
   that a record which is handed over again is not carried out twice. Since 1.2. */
typedef struct hif_commit {
  uint32_t struct_size;
  uint32_t reserved;

  /* The host has kept, durably, what became of every record taken up to the last flush(): none of
     them is handed over again. Told after a flush() and before the next write() or close(); not
     told when keeping failed, nor in a dry run, and then what is remembered has to outlive the
     process. Only to be noted: it does no I/O. [instance-serial & open] */
  void(HIF_CALL* committed)(hif_instance* self);
} hif_commit;

HIF_EXTERN_C_END
