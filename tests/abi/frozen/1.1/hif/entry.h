/* SPDX-License-Identifier: MIT */
#pragma once
#include "prototype.h"
#include "version.h"

HIF_EXTERN_C_BEGIN

typedef struct hif_entry {
  uint32_t struct_size;
  uint32_t abi_minor; /* HIF_ABI_MINOR that the package was built with */
  hif_str package_id;
  hif_str package_version;

  /* Before everything below; counted: each init() that gave HIF_OK is followed by one deinit().
     Fast, no I/O, no threads. `package_dir` is the absolute path of the folder that holds the
     manifest. `host` lives until the matching deinit(). [load-serial] */
  hif_status(HIF_CALL* init)(const hif_call* call, const hif_host* host, hif_str package_dir);

  /* After the last instance is destroyed and the last batch released. [load-serial] */
  void(HIF_CALL* deinit)(void);

  /* 0 <= index < count; null past the end. Borrowed until deinit(). [any-thread] */
  const hif_prototype*(HIF_CALL* prototype)(uint32_t index);
} hif_entry;

/* The only symbol that a package exports. The major is in its name: a package for another major
   does not have it, so the host refuses the package before any of its functions has run. Gives
   null when it cannot work with a host of that minor. Borrowed for the life of the process.
   [load-serial] */
HIF_EXPORT const hif_entry* HIF_CALL hif_entry_v1(uint32_t host_abi_minor);

typedef const hif_entry*(HIF_CALL* hif_entry_fn)(uint32_t host_abi_minor);
#define HIF_ENTRY_SYMBOL "hif_entry_v1"

HIF_EXTERN_C_END
