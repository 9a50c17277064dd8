// SPDX-License-Identifier: MIT
#pragma once
// NDJSON: one JSON object a line, in UTF-8. Blank lines are passed over, \r\n is accepted. Every
// record is checked to be a whole JSON object and leaves as a slice of the block it was read into,
// save one with white space between its tokens, which leaves as a compact copy.

#include "builtin/record_reader.hpp"

#include <simdjson.h>

namespace host {

class NdjsonReader final : public RecordReader {
 public:
  NdjsonReader(InputBlocks& blocks, std::string name, std::size_t max_line = max_line_bytes);

  void begin(const hif::sdk::Call& call) override { skip_byte_order_mark(call); }
  Step next(hif::sdk::BatchBuilder& batch) override;

 private:
  std::optional<std::string_view> line();
  void check(std::string_view json);
  bool is_compact(std::string_view json) const;
  void add_compact(std::string_view json, hif::sdk::BatchBuilder& batch);

  simdjson::dom::parser parser_;
  bool tokens_known_ = false; // the parser has read the line at hand to its end
  std::string compact_;
  std::size_t searched_ = 0; // bytes of rest() that hold no line end
};

} // namespace host
