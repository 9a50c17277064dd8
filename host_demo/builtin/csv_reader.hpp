// SPDX-License-Identifier: MIT
#pragma once
// CSV as RFC 4180 has it, in UTF-8: the first row names the columns, every value is a string,
// values in quotes may hold commas, quotes (doubled) and line ends. \n alone ends a row too.
// Blank lines are passed over; a row with more or fewer values than the header is refused.

#include "builtin/record_reader.hpp"

#include <optional>

namespace host {

class CsvReader final : public RecordReader {
 public:
  // `escape_formulas`: texts were written as csv_formula.hpp says.
  CsvReader(InputBlocks& blocks, std::string name, std::size_t max_line = max_line_bytes,
            bool escape_formulas = false);

  // Reads the header.
  void begin(const hif::sdk::Call& call) override;
  Step next(hif::sdk::BatchBuilder& batch) override;

  const std::vector<std::string>& columns() const { return columns_; }

 private:
  bool row();
  bool field(std::string_view rest, std::size_t& at);
  bool quoted(std::string_view rest, std::size_t& at, std::string& value);
  void name_columns();
  [[noreturn]] void refuse(const std::string& why) const;

  bool escape_formulas_;
  std::vector<std::string> columns_;
  std::vector<std::string> prefixes_; // `{"first":`, `,"second":`
  std::vector<std::string> values_;   // of the row at hand
  std::size_t count_ = 0;             // of values_ in use
  std::uint64_t row_line_ = 0;        // where the row at hand begins
};

} // namespace host
