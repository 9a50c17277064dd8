// SPDX-License-Identifier: MIT
#include "calendar/relative.hpp"

#include <gtest/gtest.h>

using namespace timely::calendar;

namespace {

struct Place {
  std::string now = "2026-11-25T14:30:15Z"; // a Wednesday
  std::string zone = "UTC";
};

Moment moment(std::string_view text, const Place& place = {}) {
  const auto now = parse_moment(place.now, Zone::utc()).value().instant;
  return resolve(text, now, Zone::named(place.zone));
}

std::string day(std::string_view text, const Place& place = {}) {
  return print_day(Zone::named(place.zone).day_of(moment(text, place).instant));
}

std::string time(std::string_view text, const Place& place = {}) {
  return print_moment(moment(text, place).instant, Zone::named(place.zone));
}

TEST(Relative, Days) {
  EXPECT_EQ(day("today"), "2026-11-25");
  EXPECT_EQ(day("yesterday"), "2026-11-24");
  EXPECT_EQ(day("Tomorrow"), "2026-11-26");
  EXPECT_EQ(day("-7 days"), "2026-11-18");
  EXPECT_EQ(day("-7days"), "2026-11-18");
  EXPECT_EQ(day("7 days ago"), "2026-11-18");
  EXPECT_EQ(day("+2 weeks"), "2026-12-09");
  EXPECT_EQ(day("2 weeks"), "2026-12-09");
  EXPECT_EQ(day("last monday"), "2026-11-23");
  EXPECT_EQ(day("next wednesday"), "2026-12-02");
  EXPECT_EQ(day("last wednesday"), "2026-11-18");
  EXPECT_EQ(day("last month"), "2026-10-25");
  EXPECT_EQ(day("2026-03-09 +1 day"), "2026-03-10");
}

TEST(Relative, EdgesOfPeriods) {
  EXPECT_EQ(day("start of month"), "2026-11-01");
  EXPECT_EQ(day("end of month"), "2026-11-30");
  EXPECT_EQ(day("start of last month"), "2026-10-01");
  EXPECT_EQ(day("end of last month"), "2026-10-31");
  EXPECT_EQ(day("end of previous month"), "2026-10-31");
  EXPECT_EQ(day("first day of next month"), "2026-12-01");
  EXPECT_EQ(day("last day of this month"), "2026-11-30");
  EXPECT_EQ(day("start of week"), "2026-11-23");
  EXPECT_EQ(day("end of week"), "2026-11-29");
  EXPECT_EQ(day("start of last quarter"), "2026-07-01");
  EXPECT_EQ(day("end of year"), "2026-12-31");
  EXPECT_EQ(day("end of last month", {.now = "2026-03-31T12:00:00Z"}), "2026-02-28");
}

TEST(Relative, StepsAreReadFromLeftToRight) {
  EXPECT_EQ(day("start of month -1 day"), "2026-10-31");
  EXPECT_EQ(day("-1 month start of month"), "2026-10-01");
  EXPECT_EQ(day("start of year +1 month +1 day"), "2026-02-02");
  EXPECT_EQ(day("today -1 month end of month", {.now = "2026-03-31T12:00:00Z"}), "2026-02-28");
}

TEST(Relative, TimeOfDayIsKeptByDaysAndCutByEdges) {
  EXPECT_EQ(time("now"), "2026-11-25T14:30:15Z");
  EXPECT_EQ(time("-7 days"), "2026-11-18T14:30:15Z");
  EXPECT_EQ(time("-90 minutes"), "2026-11-25T13:00:15Z");
  EXPECT_EQ(time("today +9 hours"), "2026-11-25T09:00:00Z");
  EXPECT_EQ(time("start of day"), "2026-11-25T00:00:00Z");
  EXPECT_EQ(time("end of day"), "2026-11-25T23:59:59.999999Z");
  EXPECT_EQ(time("2026-03-09 14:02 +1 hour"), "2026-03-09T15:02:00Z");
  EXPECT_EQ(time("2026-03-09T14:02+01:00 +1 hour"), "2026-03-09T14:02:00Z");
}

TEST(Relative, SaysWhetherOnlyDaysWereSpokenOf) {
  for (const auto* text : {"today", "yesterday -1 day", "start of month",
                           "end of last month -1 day", "2026-03-09", "last friday"})
    EXPECT_TRUE(moment(text).whole_day) << text;
  for (const auto* text : {"now", "-7 days", "today +1 hour", "2026-03-09T10:00", "next month"})
    EXPECT_FALSE(moment(text).whole_day) << text;
}

TEST(Relative, TheZoneDecidesWhichDayItIs) {
  EXPECT_EQ(day("today", {.zone = "Pacific/Tongatapu"}), "2026-11-26"); // UTC+13
  EXPECT_EQ(day("today", {.now = "2026-11-25T10:00:00Z", .zone = "Pacific/Pago_Pago"}),
            "2026-11-24");
  EXPECT_EQ(day("start of month", {.now = "2026-11-30T11:30:00Z", .zone = "Pacific/Tongatapu"}),
            "2026-12-01");
  EXPECT_EQ(day("end of last month", {.now = "2026-12-01T10:30:00Z", .zone = "Pacific/Pago_Pago"}),
            "2026-10-31");
}

TEST(Relative, ADayMayHave23Or25Hours) {
  const Place spring{.now = "2026-03-28T11:00:00Z", .zone = "Europe/Oslo"}; // noon
  EXPECT_EQ(time("+1 day", spring), "2026-03-29T12:00:00+02:00");
  EXPECT_EQ(time("+24 hours", spring), "2026-03-29T13:00:00+02:00");
  const Place autumn{.now = "2026-10-24T10:00:00Z", .zone = "Europe/Oslo"};
  EXPECT_EQ(time("+1 day", autumn), "2026-10-25T12:00:00+01:00");
  EXPECT_EQ(time("+24 hours", autumn), "2026-10-25T11:00:00+01:00");
}

TEST(Relative, AMomentInTheHourShownTwiceStays) {
  const Place second{.now = "2026-10-25T01:30:00Z", .zone = "Europe/Oslo"};
  EXPECT_EQ(time("now", second), "2026-10-25T02:30:00+01:00");
  EXPECT_EQ(time("+0 days", second), "2026-10-25T02:30:00+01:00");
}

TEST(Relative, WhatIsNotUnderstoodIsSaid) {
  for (const auto* text : {"",
                           "  ",
                           "yestreday",
                           "start month",
                           "start of",
                           "start of fortnight",
                           "7",
                           "7 parsecs",
                           "+ 7 days",
                           "days",
                           "ago",
                           "-7 days ago",
                           "this monday",
                           "next",
                           "first of month",
                           "today today",
                           "99999999 days",
                           "+1000000 years",
                           "+65536 years",
                           "-9999 years",
                           "2026-02-30",
                           "of month",
                           "now 2026-01-01"})
    EXPECT_THROW(moment(text), BadExpression) << text;
  try {
    moment("start of fortnight");
    FAIL();
  } catch (const BadExpression& error) {
    EXPECT_NE(std::string(error.what()).find("start of fortnight"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("quarter"), std::string::npos);
  }
}

} // namespace
