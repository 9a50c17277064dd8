// SPDX-License-Identifier: MIT
#pragma once
// What commands print on stdout.

#include <hif/sdk/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace host {

// Writes all of `text` to stdout; any thread, and no text is mixed with another's. Throws Failure
// when nobody reads it any more or the disk is full.
void write_out(std::string_view text);

// One compact JSON value on a line.
void print_json_line(const hif::json::Value& value);

// Columns under a header, as wide as they must be.
class Table {
 public:
  explicit Table(std::vector<std::string> header) { rows_.push_back(std::move(header)); }
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

} // namespace host
