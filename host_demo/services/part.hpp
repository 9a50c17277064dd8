// SPDX-License-Identifier: MIT
#pragma once
// Parts of the program that few commands need: shared libraries in lib/hif beside it, so that what
// they link is loaded by those commands alone.

#include <string>

namespace host {

// The function `symbol` of the part `file` ("libhif_web.so"), which is loaded the first time and
// stays. Throws std::runtime_error when it is not there or cannot be loaded. Any thread.
void* part_symbol(const std::string& file, const char* symbol);

template <typename Function>
Function* part_function(const std::string& file, const char* symbol) {
  return reinterpret_cast<Function*>(part_symbol(file, symbol));
}

} // namespace host
