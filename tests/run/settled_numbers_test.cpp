// SPDX-License-Identifier: MIT
// Which records of a run are settled, held against a plain set.

#include "run/settled_numbers.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace {

using host::OutgoingPosition;
using host::SettledNumbers;
using host::SettledRange;

OutgoingPosition kept(const SettledNumbers& numbers, std::uint64_t base) {
  OutgoingPosition position;
  numbers.keep(base, position);
  return position;
}

TEST(SettledNumbers, AreKeptAsACountAndWhatLiesBehind) {
  SettledNumbers numbers;
  for (const std::uint64_t n : {0, 1, 2, 5, 6, 9}) numbers.add(n);
  EXPECT_EQ(numbers.in_a_row(), 3u);
  EXPECT_EQ(kept(numbers, 0),
            (OutgoingPosition{.sink = "", .settled = 3, .behind = {{5, 2}, {9, 1}}}));
  EXPECT_EQ(kept(numbers, 2),
            (OutgoingPosition{.sink = "", .settled = 1, .behind = {{3, 2}, {7, 1}}}));
}

TEST(SettledNumbers, JoinWhenTheGapIsFilled) {
  SettledNumbers numbers;
  numbers.add(2, 2);
  numbers.add(5);
  numbers.add(4);
  numbers.add(0, 2);
  EXPECT_EQ(numbers.in_a_row(), 6u);
  EXPECT_TRUE(kept(numbers, 0).behind.empty());
}

TEST(SettledNumbers, AreThoseOfASetInAnyOrder) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    SettledNumbers numbers;
    std::set<std::uint64_t> truth;
    for (int i = 0; i < 40; ++i) {
      const std::uint64_t first = random() % 60, count = random() % 5;
      numbers.add(first, count);
      for (auto n = first; n < first + count; ++n) truth.insert(n);
      if (random() % 20 == 0) {
        const std::uint64_t end = random() % 60;
        numbers.cut(end);
        truth.erase(truth.lower_bound(end), truth.end());
      }
      const SettledNumbers again(kept(numbers, 0));
      for (std::uint64_t n = 0; n < 70; ++n) {
        ASSERT_EQ(numbers.contains(n), truth.contains(n)) << seed << " " << n;
        ASSERT_EQ(again.contains(n), truth.contains(n)) << seed << " " << n;
      }
      std::uint64_t in_a_row = 0;
      while (truth.contains(in_a_row)) ++in_a_row;
      ASSERT_EQ(numbers.in_a_row(), in_a_row) << seed;
      ASSERT_EQ(numbers.end(), truth.empty() ? 0 : *truth.rbegin() + 1) << seed;
    }
  }
}

} // namespace
