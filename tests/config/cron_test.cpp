// SPDX-License-Identifier: MIT
#include "config/cron.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace host::test {

namespace {

std::string fault_of(std::string_view text) {
  try {
    parse_cron(text);
    return {};
  } catch (const std::invalid_argument& reason) {
    return reason.what();
  }
}

} // namespace

TEST(Cron, EveryNightAtTwo) {
  const auto cron = parse_cron("0 2 * * *");
  EXPECT_EQ(cron.minutes.count(), 1u);
  EXPECT_TRUE(cron.minutes[0]);
  EXPECT_EQ(cron.hours.to_ulong(), 1u << 2);
  EXPECT_EQ(cron.days.count(), 31u);
  EXPECT_FALSE(cron.days[0]);
  EXPECT_EQ(cron.months.count(), 12u);
  EXPECT_EQ(cron.weekdays.count(), 7u);
  EXPECT_TRUE(cron.any_day);
  EXPECT_TRUE(cron.any_weekday);
}

TEST(Cron, RangesStepsListsAndNames) {
  const auto cron = parse_cron("*/15  8-18/5,23 1,15 jan-Mar MON-fri");
  EXPECT_EQ(cron.minutes.count(), 4u);
  EXPECT_TRUE(cron.minutes[45]);
  EXPECT_EQ(cron.hours.count(), 4u);
  EXPECT_TRUE(cron.hours[23] && cron.hours[8] && cron.hours[13] && cron.hours[18]);
  EXPECT_EQ(cron.days.count(), 2u);
  EXPECT_EQ(cron.months.count(), 3u);
  EXPECT_EQ(cron.weekdays.count(), 5u);
  EXPECT_FALSE(cron.any_day);
  EXPECT_FALSE(cron.any_weekday);
}

TEST(Cron, SundayIsZeroAndSeven) {
  EXPECT_EQ(parse_cron("0 0 * * 7").weekdays, parse_cron("0 0 * * 0").weekdays);
  EXPECT_EQ(parse_cron("0 0 * * 5-7").weekdays.to_string(), "1100001");
}

TEST(Cron, AStepFromAValueGoesToTheEnd) {
  EXPECT_EQ(parse_cron("50/3 * * * *").minutes.count(), 4u);
  EXPECT_EQ(parse_cron("0/2147483647 * * * *").minutes.count(), 1u);
}

TEST(Cron, WhatIsNoSchedule) {
  EXPECT_EQ(fault_of(""), "a schedule has 5 fields, this one has 0");
  EXPECT_EQ(fault_of("@daily"), "a schedule has 5 fields, this one has 1");
  EXPECT_EQ(fault_of("0 0 2 * * *"), "a schedule has 5 fields, this one has 6");
  EXPECT_EQ(fault_of("60 * * * *"), "\"60\" is no minute (0 to 59)");
  EXPECT_EQ(fault_of("* 24 * * *"), "\"24\" is no hour (0 to 23)");
  EXPECT_EQ(fault_of("* * 0 * *"), "\"0\" is no day of the month (1 to 31)");
  EXPECT_EQ(fault_of("* * * foo *"), "\"foo\" is no month (1 to 12)");
  EXPECT_EQ(fault_of("* * * * 8"), "\"8\" is no day of the week (0 to 7)");
  EXPECT_EQ(fault_of("5-1 * * * *"), "\"5-1\" is no minute (0 to 59)");
  EXPECT_EQ(fault_of("*/0 * * * *"), "\"*/0\" is no minute (0 to 59)");
  EXPECT_EQ(fault_of("1,,2 * * * *"), "\"\" is no minute (0 to 59)");
  EXPECT_EQ(fault_of("-5 * * * *"), "\"\" is no minute (0 to 59)");
}

} // namespace host::test
