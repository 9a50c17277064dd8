// SPDX-License-Identifier: MIT
#pragma once
// Where a read goes on. README.md, "Checkpoints".

#include "subscriber/list_reader.hpp"

#include <string>
#include <string_view>

namespace timely {

// Version 2: `{"v":2,"entity","params_hash","at"}`; what `at` is depends on the way of reading.
struct Checkpoint {
  std::string entity;      // catalogue id
  std::string params_hash; // of all that decides what is read
  json::Value at;
};

std::string print(const Checkpoint& checkpoint);

// Throws hif::sdk::Error HIF_INVALID_ARGUMENT when `text` is no checkpoint of a known version.
Checkpoint read_checkpoint(std::string_view text);

json::Value to_json(const ListPosition& position);
ListPosition read_list_position(const json::Value& from);

// The member `name`, which must be there. Throws json::TypeError.
const json::Value& need_member(const json::Value& from, std::string_view name);

[[noreturn]] void refuse_checkpoint(const std::string& why);

// What `read` makes of a part of a checkpoint; what it throws becomes the error of an unreadable
// one.
template <typename Read>
auto read_part(Read&& read) {
  try {
    return read();
  } catch (const std::runtime_error& error) {
    refuse_checkpoint(error.what());
  }
}

} // namespace timely
