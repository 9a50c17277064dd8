// SPDX-License-Identifier: MIT
#pragma once
// Values on their way into a column, and what columns hold.

#include <hif/sdk/json.hpp>

#include <cstdint>
#include <string>
#include <variant>

namespace host::sql {

// Null, or what is bound.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

enum class ColumnType {
  boolean,
  integer, // of 64 bits
  number,
  text,
  json, // a JSON type of the database
  other // one that this program does not make: the database decides what it takes
};

// Of 64 bits, and spelled as such: 1.0 is none, since 1.5 may follow.
inline bool is_whole_number(const hif::json::Value& value) {
  return value.to_int64() && value.as_number().text.find_first_of(".eE") == std::string::npos;
}

struct Column {
  std::string name;
  ColumnType type;
};

} // namespace host::sql
