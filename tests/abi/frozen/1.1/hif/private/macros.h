/* SPDX-License-Identifier: MIT */
#pragma once
/* Not for direct use: what every header of the interface needs. */
#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define HIF_EXPORT __declspec(dllexport)
#define HIF_CALL __cdecl
#else
#define HIF_EXPORT __attribute__((visibility("default")))
#define HIF_CALL
#endif

#ifdef __cplusplus
#define HIF_EXTERN_C_BEGIN extern "C" {
#define HIF_EXTERN_C_END }
#else
#define HIF_EXTERN_C_BEGIN
#define HIF_EXTERN_C_END
#endif

/* True when the table behind `ptr` is new enough to hold `field`. Every struct that may grow
   begins with `struct_size`; read no field that was added after version 1.1 without this. */
#define HIF_HAS(ptr, type, field)                                                                  \
  ((ptr)->struct_size >= offsetof(type, field) + sizeof(((type*)0)->field))
