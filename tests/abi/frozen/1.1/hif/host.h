/* SPDX-License-Identifier: MIT */
#pragma once
#include "types.h"

HIF_EXTERN_C_BEGIN

/* The host as one instance sees it. Given to init() and to every create(); the one given to
   create() lives until that instance is destroyed, the one given to init() until deinit(). */
typedef struct hif_host {
  uint32_t struct_size;
  uint32_t abi_minor; /* highest minor that the host knows */
  void* host_data;
  hif_str name;    /* of the host program */
  hif_str version; /* of the host program */
  hif_str scope;   /* name of the configured object that this instance is made for, such as the
                      client's name in the configuration; empty at init(). State and secrets are
                      kept apart by it. */

  /* A host service by id ("hif.log/1"), or null when this host does not have it. Lives as long as
     the host object. [any-thread] */
  const void*(HIF_CALL* get_extension)(const struct hif_host* host, hif_str id);
} hif_host;

HIF_EXTERN_C_END
