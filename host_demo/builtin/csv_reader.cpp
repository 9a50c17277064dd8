// SPDX-License-Identifier: MIT
#include "builtin/csv_reader.hpp"

#include "builtin/csv_formula.hpp"

#include <hif/sdk/error.hpp>
#include <hif/sdk/json_print.hpp>
#include <simdjson.h>

#include <algorithm>

namespace host {

CsvReader::CsvReader(InputBlocks& blocks, std::string name, std::size_t max_line,
                     bool escape_formulas)
    : RecordReader(blocks, std::move(name), max_line), escape_formulas_(escape_formulas) {}

void CsvReader::refuse(const std::string& why) const {
  throw hif::sdk::Error(HIF_DATA_LOSS, place(row_line_) + ": " + why);
}

void CsvReader::begin(const hif::sdk::Call& call) {
  skip_byte_order_mark(call);
  while (!row()) {
    if (blocks_.ended()) return; // an empty file: no columns and no rows
    blocks_.fill(call);
  }
  name_columns();
}

void CsvReader::name_columns() {
  for (std::size_t i = 0; i < count_; ++i) {
    const auto& name = values_[i];
    if (name.empty()) refuse("column " + std::to_string(i + 1) + " of the header has no name");
    if (std::find(columns_.begin(), columns_.end(), name) != columns_.end())
      refuse("the header names the column \"" + name + "\" twice");
    std::string prefix(i == 0 ? "{" : ",");
    hif::json::print_string(prefix, name);
    prefixes_.push_back(prefix + ":");
    columns_.push_back(name);
  }
}

RecordReader::Step CsvReader::next(hif::sdk::BatchBuilder& batch) {
  if (!row()) return blocks_.ended() ? Step::end : Step::more;
  if (count_ != columns_.size())
    refuse("the row has " + std::to_string(count_) + " values, the header has " +
           std::to_string(columns_.size()));
  std::string json;
  for (std::size_t i = 0; i < count_; ++i) {
    json += prefixes_[i];
    hif::json::print_string(json, values_[i]);
  }
  json += '}';
  batch.add(batch.own(std::move(json)));
  return Step::record;
}

// Takes the next row that is not blank into values_. False while it is not there as a whole.
bool CsvReader::row() {
  while (true) {
    const auto rest = blocks_.rest();
    if (rest.empty() && blocks_.ended()) return false;
    row_line_ = lines_ + 1;
    count_ = 0;
    std::size_t at = 0;
    while (field(rest, at)) {
      if (at < rest.size() && rest[at] == ',') {
        ++at;
        continue;
      }
      const auto taken = rest.substr(0, at);
      if (rest.substr(at).starts_with("\r\n")) ++at;
      if (at < rest.size()) ++at;
      if (!simdjson::validate_utf8(taken.data(), taken.size())) refuse("the row is not UTF-8");
      lines_ += 1 + static_cast<std::uint64_t>(std::count(taken.begin(), taken.end(), '\n'));
      blocks_.take(at);
      if (!taken.empty()) return true;
      break; // a blank line
    }
    if (blocks_.rest().data() != rest.data()) continue;
    check_bound();
    return false;
  }
}

// Takes one value, and leaves `at` at the comma, the line end or the end of the input behind it.
// False when the bytes at hand may not hold all of it.
bool CsvReader::field(std::string_view rest, std::size_t& at) {
  if (values_.size() == count_) values_.emplace_back();
  auto& value = values_[count_++];
  value.clear();
  if (at < rest.size() && rest[at] == '"') {
    if (!quoted(rest, at, value)) return false;
  } else {
    auto end = std::min(rest.find_first_of(",\n\"", at), rest.size());
    if (end < rest.size() && rest[end] == '"')
      refuse("a quote inside a value that does not begin with one; write the value in quotes and "
             "each quote in it twice");
    if (end < rest.size() && rest[end] == '\n' && end > at && rest[end - 1] == '\r') --end;
    value.assign(rest.substr(at, end - at));
    at = end;
  }
  if (escape_formulas_) unescape_formula(value);
  return at < rest.size() || blocks_.ended();
}

bool CsvReader::quoted(std::string_view rest, std::size_t& at, std::string& value) {
  ++at;
  while (true) {
    const auto quote = rest.find('"', at);
    if (quote == std::string_view::npos) {
      if (blocks_.ended()) refuse("a value in quotes is not closed before the end of the file");
      return false;
    }
    value.append(rest.substr(at, quote - at));
    at = quote + 1;
    if (at < rest.size() && rest[at] == '"') {
      value.push_back('"');
      ++at;
      continue;
    }
    const auto after = rest.substr(at, 2);
    if (after.size() < 2 && !blocks_.ended()) return false; // a quote or a line end may follow
    if (after.empty() || after[0] == ',' || after[0] == '\n' || after == "\r\n") return true;
    refuse("text after the closing quote of value " + std::to_string(count_));
  }
}

} // namespace host
