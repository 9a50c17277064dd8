/* SPDX-License-Identifier: MIT */
#pragma once
/* The version of the binary interface.

   A new minor only adds: fields at the end of structs that carry `struct_size`, headers,
   extension ids, constants. Whatever would make a package built before it misbehave is a new
   major, with a new entry symbol, so that the two can never be mistaken for each other. */
#define HIF_ABI_MAJOR 1
#define HIF_ABI_MINOR 1
