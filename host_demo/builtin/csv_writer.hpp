// SPDX-License-Identifier: MIT
#pragma once
// Rows of CSV out of records (RFC 4180, with \n as line end).

#include <hif/sdk/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace host {

class CsvWriter {
 public:
  // `escape_formulas`: texts that a spreadsheet would compute are written as csv_formula.hpp says.
  explicit CsvWriter(bool escape_formulas = false) : escape_formulas_(escape_formulas) {}

  // Appends the header that the names of `record` make, and keeps it.
  void begin(const hif::json::Object& record, std::string& out);
  // Goes on under a header that is there already: the first row of `text`, or of the file whose
  // beginning `text` is. Throws std::runtime_error when it is none.
  void go_on(std::string_view text);
  bool begun() const { return !columns_.empty(); }

  // Appends the row of `record`: strings as they are, null as nothing, the rest as JSON text.
  // Columns that it lacks stay empty. Throws std::runtime_error naming a column that the header
  // does not have; then nothing is appended.
  void row(const hif::json::Object& record, std::string& out) const;

 private:
  void text(std::string_view text, std::string& out) const;
  void value(const hif::json::Value& value, std::string& out) const;

  bool escape_formulas_;
  std::vector<std::string> columns_;
};

} // namespace host
