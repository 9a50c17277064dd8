// SPDX-License-Identifier: MIT
#include "calendar/moment.hpp"

#include <gtest/gtest.h>

using namespace timely::calendar;
using namespace std::chrono_literals;

namespace {

Day day(std::string_view text) {
  return parse_day(text).value();
}

Instant utc(std::string_view text) {
  return parse_moment(text, Zone::utc()).value().instant;
}

TEST(Zone, UnknownNameSaysWhatToDo) {
  try {
    Zone::named("Europe/Osl0");
    FAIL();
  } catch (const UnknownZone& error) {
    EXPECT_NE(std::string(error.what()).find("Europe/Osl0"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("tzdata"), std::string::npos);
  }
  EXPECT_THROW(Zone::named(""), UnknownZone);
  EXPECT_THROW(Zone::named("../../etc/passwd"), UnknownZone);
}

TEST(Zone, DaysBeginWhereTheZoneSays) {
  EXPECT_EQ(Zone::named("Pacific/Tongatapu").start_of(day("2026-11-25")), utc("2026-11-24T11:00"));
  EXPECT_EQ(Zone::named("Pacific/Pago_Pago").start_of(day("2026-11-25")), utc("2026-11-25T11:00"));
  EXPECT_EQ(Zone::named("Europe/Oslo").start_of(day("2026-07-01")), utc("2026-06-30T22:00"));
  EXPECT_EQ(Zone::named("+05:30").start_of(day("2026-07-01")), utc("2026-06-30T18:30"));
}

TEST(Zone, OneMomentIsThreeDays) {
  const auto at = utc("2026-11-25T10:30");
  EXPECT_EQ(Zone::named("Pacific/Kiritimati").day_of(at), day("2026-11-26"));
  EXPECT_EQ(Zone::utc().day_of(at), day("2026-11-25"));
  EXPECT_EQ(Zone::named("Pacific/Pago_Pago").day_of(at), day("2026-11-24"));
}

TEST(Zone, MidnightThatDoesNotExistIsTheFirstMomentOfTheDay) {
  const auto beirut = Zone::named("Asia/Beirut"); // forward at 00:00 on 2022-03-27
  const auto start = beirut.start_of(day("2022-03-27"));
  EXPECT_EQ(print_moment(start, beirut), "2022-03-27T01:00:00+03:00");
  EXPECT_EQ(beirut.day_of(start), day("2022-03-27"));
  EXPECT_EQ(beirut.day_of(start - 1us), day("2022-03-26"));
}

TEST(Zone, ClocksThatGoForwardSkipAnHour) {
  const auto oslo = Zone::named("Europe/Oslo");
  EXPECT_EQ(print_moment(oslo.at(day("2026-03-29"), 150min), oslo), "2026-03-29T03:30:00+02:00");
  EXPECT_EQ(oslo.start_of(day("2026-03-30")) - oslo.start_of(day("2026-03-29")), 23h);
}

TEST(Zone, ClocksThatGoBackShowAnHourTwice) {
  const auto oslo = Zone::named("Europe/Oslo");
  EXPECT_EQ(print_moment(oslo.at(day("2026-10-25"), 150min), oslo), "2026-10-25T02:30:00+02:00");
  EXPECT_EQ(oslo.start_of(day("2026-10-26")) - oslo.start_of(day("2026-10-25")), 25h);
}

TEST(Zone, DayThatWasLeftOutBeginsWithTheNext) {
  const auto apia = Zone::named("Pacific/Apia"); // there was no 2011-12-30
  EXPECT_EQ(apia.start_of(day("2011-12-30")), apia.start_of(day("2011-12-31")));
}

// Every moment lies in the day that it is said to lie in, and days follow one another.
TEST(Zone, DaysCoverTimeWithoutGaps) {
  for (const auto* name : {"Europe/Oslo", "America/New_York", "Asia/Beirut", "Pacific/Auckland",
                           "Pacific/Pago_Pago", "Pacific/Tongatapu", "America/Santiago",
                           "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Tehran", "UTC"}) {
    const auto zone = Zone::named(name);
    for (auto at = day("2008-01-01"); at < day("2028-01-01"); at += std::chrono::days(1)) {
      const auto start = zone.start_of(at), end = zone.start_of(at + std::chrono::days(1));
      ASSERT_LT(start, end) << name << " " << print_day(at);
      ASSERT_EQ(zone.day_of(start), at) << name << " " << print_day(at);
      ASSERT_EQ(zone.day_of(end - 1us), at) << name << " " << print_day(at);
    }
  }
}

} // namespace
