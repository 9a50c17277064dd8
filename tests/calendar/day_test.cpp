// SPDX-License-Identifier: MIT
#include "calendar/day.hpp"

#include <gtest/gtest.h>

using namespace timely::calendar;

namespace {

Day day(std::string_view text) {
  return parse_day(text).value();
}

TEST(Day, EveryDayIsPrintedAsItIsRead) {
  std::string before;
  for (auto at = day("1896-01-01"); at <= day("2105-01-01"); at += std::chrono::days(1)) {
    const auto text = print_day(at);
    ASSERT_EQ(day(text), at);
    ASSERT_LT(before, text);
    before = text;
  }
}

TEST(Day, WhatIsNoRealDayIsNone) {
  for (const auto* text :
       {"", "2026", "2026-2-01", "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10",
        "2026-04-31", "0000-01-01", "2026-01-01 ", "2026/01/01", "+026-01-01", "2026-01-0a"})
    EXPECT_FALSE(parse_day(text)) << text;
  EXPECT_TRUE(parse_day("2000-02-29"));
}

TEST(Day, MonthsAreCutBackToTheirLastDay) {
  EXPECT_EQ(add_months(day("2026-01-31"), 1), day("2026-02-28"));
  EXPECT_EQ(add_months(day("2024-01-31"), 1), day("2024-02-29"));
  EXPECT_EQ(add_months(day("2026-03-31"), -1), day("2026-02-28"));
  EXPECT_EQ(add_months(day("2026-01-15"), -13), day("2024-12-15"));
  EXPECT_EQ(add_months(day("2024-02-29"), 12), day("2025-02-28"));
}

TEST(Day, PeriodsBeginAndEnd) {
  const auto at = day("2026-11-25"); // a Wednesday
  EXPECT_EQ(start_of(Period::week, at), day("2026-11-23"));
  EXPECT_EQ(end_of(Period::week, at), day("2026-11-29"));
  EXPECT_EQ(start_of(Period::week, day("2026-11-29")), day("2026-11-23"));
  EXPECT_EQ(start_of(Period::month, at), day("2026-11-01"));
  EXPECT_EQ(end_of(Period::month, at), day("2026-11-30"));
  EXPECT_EQ(start_of(Period::quarter, at), day("2026-10-01"));
  EXPECT_EQ(end_of(Period::quarter, at), day("2026-12-31"));
  EXPECT_EQ(start_of(Period::year, at), day("2026-01-01"));
  EXPECT_EQ(end_of(Period::year, at), day("2026-12-31"));
  EXPECT_EQ(start_of(Period::day, at), at);
}

} // namespace
