/* SPDX-License-Identifier: MIT */
/* The fault of the library that this is linked into (bad.cpp). */
extern const char acme_fault[];
const char acme_fault[] = FAULT;
