// SPDX-License-Identifier: MIT
#pragma once
// What the formats have in common: records out of the bytes at hand.

#include "builtin/input_blocks.hpp"

#include <hif/sdk/batch.hpp>

namespace host {

// The largest line (NDJSON) or row (CSV), in bytes.
inline constexpr std::size_t max_line_bytes = std::size_t{256} << 20;

class RecordReader {
 public:
  enum class Step { record, more, end };

  virtual ~RecordReader() = default;

  // Passes over what stands before the first record (a byte order mark, a header), which is read
  // on every run, also on one that goes on from further behind.
  virtual void begin(const hif::sdk::Call& call) = 0;
  // Adds the next record to `batch`. `more`: the bytes at hand hold no whole record and the input
  // has not ended. Throws Error HIF_DATA_LOSS with path and line.
  virtual Step next(hif::sdk::BatchBuilder& batch) = 0;

  // Lines that were taken so far.
  std::uint64_t lines() const { return lines_; }
  void go_on_from_line(std::uint64_t lines) { lines_ = lines; }

 protected:
  RecordReader(InputBlocks& blocks, std::string name, std::size_t max_line)
      : blocks_(blocks), name_(std::move(name)), max_line_(max_line) {}

  // "orders.ndjson:12".
  std::string place(std::uint64_t line) const { return name_ + ":" + std::to_string(line); }
  void skip_byte_order_mark(const hif::sdk::Call& call);
  // Throws Error HIF_RESOURCE_EXHAUSTED when the record at hand is over the bound.
  void check_bound() const;

  InputBlocks& blocks_;
  std::string name_;
  std::size_t max_line_;
  std::uint64_t lines_ = 0;
};

} // namespace host
