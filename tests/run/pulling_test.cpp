// SPDX-License-Identifier: MIT
#include "run/pulling.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

TEST(WaitForMore, EndsWithWhatComesUpMeanwhile) {
  int asked = 0;
  const auto meanwhile = [&] {
    if (++asked == 2) throw std::runtime_error("a lane broke");
  };
  EXPECT_THROW(host::wait_for_more(1000, meanwhile), std::runtime_error);
  EXPECT_EQ(asked, 2);
}

TEST(WaitForMore, IsOverAtLast) {
  int asked = 0;
  host::wait_for_more(150, [&] { ++asked; });
  EXPECT_EQ(asked, 2);
}

} // namespace
