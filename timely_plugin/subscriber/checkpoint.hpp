// SPDX-License-Identifier: MIT
#pragma once
// Where a read goes on.

#include <cstdint>
#include <string>
#include <string_view>

namespace timely {

// Version 1: `{"v":1,"entity","params_hash","position","row","complete"}`.
struct Checkpoint {
  std::string entity;        // catalogue id
  std::string params_hash;   // of all that decides what the pages hold
  std::int64_t position = 0; // page number or offset of the page to read next
  std::uint64_t row = 0;     // rows of that page already given
  bool complete = false;     // the read came to its end
};

std::string print(const Checkpoint& checkpoint);

// Throws hif::sdk::Error HIF_INVALID_ARGUMENT when `text` is no checkpoint of a known version.
Checkpoint read_checkpoint(std::string_view text);

} // namespace timely
