/* SPDX-License-Identifier: MIT */
#pragma once
#include "../host.h"

#define HIF_EXT_LOG "hif.log/1"

HIF_EXTERN_C_BEGIN

enum {
  HIF_LOG_TRACE = 0,
  HIF_LOG_DEBUG = 1,
  HIF_LOG_INFO = 2,
  HIF_LOG_WARN = 3,
  HIF_LOG_ERROR = 4
};

/* Host side: the log of the run. */
typedef struct hif_log {
  uint32_t struct_size;
  uint32_t reserved;

  /* The lowest level that is written now; ask before composing a costly line. [any-thread] */
  int32_t(HIF_CALL* level)(const hif_host* host);

  /* One line. `fields_json` is empty or a JSON object of further facts. The host masks every
     value it knows as a secret. [any-thread] */
  void(HIF_CALL* write)(const hif_host* host, int32_t level, hif_str message, hif_str fields_json);
} hif_log;

HIF_EXTERN_C_END
