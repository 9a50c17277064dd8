// SPDX-License-Identifier: MIT
#include "calendar/moment.hpp"

#include <gtest/gtest.h>

#include <random>

using namespace timely::calendar;

namespace {

std::string printed(std::string_view text, const Zone& zone = Zone::utc()) {
  const auto moment = parse_moment(text, zone);
  return moment ? print_moment(moment->instant, zone) : "none";
}

TEST(Moment, SpellingsOfIso8601AreRead) {
  EXPECT_EQ(printed("2026-03-09T14:02:11+01:00"), "2026-03-09T13:02:11Z");
  EXPECT_EQ(printed("2026-03-09 14:02:11Z"), "2026-03-09T14:02:11Z");
  EXPECT_EQ(printed("2026-03-09T14:02"), "2026-03-09T14:02:00Z");
  EXPECT_EQ(printed("2026-03-09T14:02:11.5-0330"), "2026-03-09T17:32:11.500Z");
  EXPECT_EQ(printed("2026-03-09T14:02:11.123456789+13"), "2026-03-09T01:02:11.123456Z");
  EXPECT_EQ(printed("2026-03-09T24:00:00"), "2026-03-10T00:00:00Z");
  EXPECT_EQ(printed("2016-12-31T23:59:60Z"), "2017-01-01T00:00:00Z");
  EXPECT_EQ(printed("2026-03-09"), "2026-03-09T00:00:00Z");
  EXPECT_TRUE(parse_moment("2026-03-09", Zone::utc())->whole_day);
  EXPECT_FALSE(parse_moment("2026-03-09T00:00", Zone::utc())->whole_day);
}

TEST(Moment, WithoutOffsetItIsInTheZone) {
  const auto oslo = Zone::named("Europe/Oslo");
  EXPECT_EQ(printed("2026-07-01 12:00", oslo), "2026-07-01T12:00:00+02:00");
  EXPECT_EQ(printed("2026-07-01T12:00Z", oslo), "2026-07-01T14:00:00+02:00");
}

TEST(Moment, WhatIsNoneIsRefused) {
  for (const auto* text :
       {"", "now", "2026-03-09T", "2026-03-09T1:00", "2026-03-09T25:00", "2026-03-09T12:60",
        "2026-03-09T12:00:61", "2026-03-09T12:00:00.", "2026-03-09T12:00+", "2026-03-09T12:00+1",
        "2026-03-09T12:00+01:0", "2026-03-09T12:00+24:00", "2026-03-09T12:00 Z",
        "2026-03-09T24:00:01", "2026-03-09x12:00", "2026-03-09T12:00Zulu"})
    EXPECT_FALSE(parse_moment(text, Zone::utc())) << text;
}

TEST(Moment, EveryMomentIsPrintedAsItIsRead) {
  std::mt19937_64 random(7);
  for (const auto* name :
       {"UTC", "Europe/Oslo", "Pacific/Tongatapu", "America/New_York", "-03:30"}) {
    const auto zone = Zone::named(name);
    for (int i = 0; i < 2000; ++i) {
      const auto at = from_unix_us(
          std::uniform_int_distribution<std::int64_t>(0, 4'102'444'800'000'000)(random));
      const auto text = print_moment(at, zone);
      ASSERT_EQ(parse_moment(text, Zone::utc()).value().instant, at) << text;
    }
  }
}

} // namespace
