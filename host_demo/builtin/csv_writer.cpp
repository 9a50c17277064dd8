// SPDX-License-Identifier: MIT
#include "builtin/csv_writer.hpp"

#include "builtin/csv_formula.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <stdexcept>

namespace host {
namespace {

// An empty string is written in quotes, so that it is told from null and from a blank line.
void append_text(std::string_view text, std::string& out) {
  if (!text.empty() && text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

} // namespace

void CsvWriter::begin(const hif::json::Object& record, std::string& out) {
  if (record.empty()) throw std::runtime_error("a record without fields cannot begin a CSV file");
  for (const auto& member : record) {
    if (member.name.empty()) {
      columns_.clear();
      throw std::runtime_error("a field without a name cannot be a CSV column");
    }
    columns_.push_back(member.name);
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) out += ',';
    text(columns_[i], out);
  }
  out += '\n';
}

void CsvWriter::go_on(std::string_view text) {
  columns_.clear();
  std::string name;
  bool quoted = false;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      if (quoted && text.substr(i + 1).starts_with('"'))
        name += text[i++];
      else
        quoted = !quoted;
    } else if (quoted || (c != ',' && c != '\n' && c != '\r')) {
      name += c;
    } else if (c != '\r') {
      if (escape_formulas_) unescape_formula(name);
      columns_.push_back(std::exchange(name, {}));
      if (c == '\n') return;
    }
  }
  columns_.clear();
  throw std::runtime_error("its first row is no CSV header");
}

void CsvWriter::row(const hif::json::Object& record, std::string& out) const {
  for (const auto& member : record)
    if (std::find(columns_.begin(), columns_.end(), member.name) == columns_.end())
      throw std::runtime_error("the column \"" + member.name + "\" is not in the header");
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) out += ',';
    if (const auto* found = record.find(columns_[i]))
      value(*found, out);
    else if (columns_.size() == 1)
      out += "\"\"";
  }
  out += '\n';
}

void CsvWriter::text(std::string_view text, std::string& out) const {
  if (escape_formulas_ && looks_like_formula(text))
    append_text(escaped_formula(text), out);
  else
    append_text(text, out);
}

void CsvWriter::value(const hif::json::Value& value, std::string& out) const {
  if (value.is_string())
    text(value.as_string(), out);
  else if (!value.is_null())
    append_text(hif::json::print(value), out);
  else if (columns_.size() == 1)
    out += "\"\""; // else the row would be a blank line
}

} // namespace host
