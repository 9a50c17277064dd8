// SPDX-License-Identifier: MIT
#pragma once
// What is wrong with a configuration, and where.

#include "text/failure.hpp"

#include <hif/sdk/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace host {

// In a file; both count from 1, a column is a character.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  auto operator<=>(const Position&) const = default;
};

// One mistake. It bears no value that came out of ${env:…} or ${file:…}.
struct Problem {
  std::string file;
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::string path;    // JSON Pointer (RFC 6901) into the configuration, "" for the whole
  std::string message; // what is wrong; an excerpt may stand on further lines
  std::string hint;    // what to do; may be empty
  Exit::Code exit_code = Exit::usage; // Exit::package when a prototype is missing or refused
  bool operator==(const Problem&) const = default;
};

// `FILE:LINE:COLUMN: MESSAGE. HINT`, then the excerpt.
std::string to_string(const Problem& problem);
// {"file","line","column","path","message","hint"}
hif::json::Value to_json(const Problem& problem);

// The configuration cannot be used. The message has a line for each problem; the exit code is
// Exit::package when every one of them is about a prototype, else Exit::usage.
class ConfigurationError : public Failure {
 public:
  // `problems` must not be empty.
  explicit ConfigurationError(std::vector<Problem> problems);
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

} // namespace host
