// SPDX-License-Identifier: MIT
#pragma once
// A way of reading an entity: one list, a list for each record of another, or changes only.

#include <hif/sdk/package.hpp>

#include <string>

namespace timely {

class Reading {
 public:
  virtual ~Reading() = default;

  // Adds the next records, at most what the limits say, and the checkpoint behind them. False when
  // there is nothing more to give, not even a checkpoint. Throws hif::sdk::Error.
  virtual bool next(const hif::sdk::Call& call, const hif::sdk::Limits& limits,
                    hif::sdk::BatchBuilder& batch) = 0;
  virtual std::uint64_t pages() const = 0;
  // The parts of the checkpoint that next() gave last, as far as they changed.
  virtual void changes(hif::sdk::PartSink) {}
};

// Whether a batch takes another record.
class Room {
 public:
  explicit Room(const hif::sdk::Limits& limits) : limits_(limits) {}
  bool has(std::size_t bytes) const {
    return records_ == 0 || (records_ < limits_.max_records && bytes_ + bytes <= limits_.max_bytes);
  }
  void use(std::size_t bytes) {
    ++records_;
    bytes_ += bytes;
  }

 private:
  const hif::sdk::Limits& limits_;
  std::uint64_t records_ = 0, bytes_ = 0;
};

} // namespace timely
