// SPDX-License-Identifier: MIT
#pragma once
// Which of the numbered records of a run are settled: all up to one, and some behind it.

#include "store/store.hpp"

#include <cstdint>
#include <map>

namespace host {

class SettledNumbers {
 public:
  SettledNumbers() = default;
  // As it was kept, of records counted from 0.
  explicit SettledNumbers(const OutgoingPosition& kept);

  void add(std::uint64_t first, std::uint64_t count = 1);
  bool contains(std::uint64_t number) const;
  // The first that is not settled.
  std::uint64_t in_a_row() const { return in_a_row_; }
  // The number after the last one that is settled.
  std::uint64_t end() const { return behind_.empty() ? in_a_row_ : behind_.rbegin()->second; }
  // Forgets the numbers from `end` on.
  void cut(std::uint64_t end);
  // What is to be kept when the records before `base` are forgotten: counted from there.
  void keep(std::uint64_t base, OutgoingPosition& kept) const;

 private:
  std::uint64_t in_a_row_ = 0;
  std::map<std::uint64_t, std::uint64_t> behind_; // from a number to the one after the last
};

} // namespace host
