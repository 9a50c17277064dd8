// SPDX-License-Identifier: MIT
#pragma once
// Where the messages of a protocol go.

#include "text/failure.hpp"

#include <functional>
#include <string_view>

namespace host {

// Told lines of messages, each with its line break, in the order in which they are to be written.
using Emit = std::function<void(std::string_view lines)>;

// The reader of the messages went away, or its disk is full: no other stream can be written either.
struct EmitFailed {
  Failure failure;
};

inline void emit_or_stop(const Emit& emit, std::string_view lines) {
  try {
    emit(lines);
  } catch (const Failure& failure) {
    throw EmitFailed{failure};
  }
}

} // namespace host
