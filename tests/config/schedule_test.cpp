// SPDX-License-Identifier: MIT
#include "config/schedule.hpp"

#include <date/tz.h>
#include <gtest/gtest.h>

#include <sstream>
#include <stdexcept>

namespace host::test {

namespace {

// "2026-03-29T00:59:00Z" as microseconds since 1970.
std::int64_t at(const std::string& text) {
  std::istringstream in(text);
  date::sys_seconds moment;
  in >> date::parse("%FT%TZ", moment);
  EXPECT_FALSE(in.fail()) << text;
  return std::chrono::microseconds(moment.time_since_epoch()).count();
}

std::string text(std::optional<std::int64_t> us) {
  if (!us) return "never";
  return date::format("%FT%TZ", date::sys_seconds(std::chrono::seconds(*us / 1'000'000)));
}

// The first `count` times after `after`.
std::string times(const std::string& cron, const std::string& zone, const std::string& after,
                  int count) {
  const Schedule schedule(cron, zone);
  std::optional<std::int64_t> now = at(after);
  std::string all;
  for (int i = 0; i < count && now; ++i) {
    now = schedule.next_after(*now);
    all += (i ? " " : "") + text(now);
  }
  return all;
}

std::string fault_of(const std::string& cron, const std::string& zone) {
  try {
    Schedule(cron, zone);
    return {};
  } catch (const std::invalid_argument& reason) {
    return reason.what();
  }
}

} // namespace

TEST(Schedule, IsReadInItsTimeZone) {
  EXPECT_EQ(times("0 2 * * *", "Europe/Oslo", "2026-11-26T12:00:00Z", 2),
            "2026-11-27T01:00:00Z 2026-11-28T01:00:00Z");
  EXPECT_EQ(times("0 2 * * *", "Etc/UTC", "2026-11-26T12:00:00Z", 1), "2026-11-27T02:00:00Z");
  EXPECT_EQ(times("30 5 * * *", "Asia/Kolkata", "2026-11-26T00:00:00Z", 1), "2026-11-27T00:00:00Z");
}

TEST(Schedule, TheMomentItselfIsNotAfterIt) {
  EXPECT_EQ(times("0 * * * *", "Etc/UTC", "2026-11-26T12:00:00Z", 1), "2026-11-26T13:00:00Z");
  EXPECT_EQ(times("0 * * * *", "Etc/UTC", "2026-11-26T11:59:59Z", 1), "2026-11-26T12:00:00Z");
}

// Oslo skips 02:00 to 03:00 on 2026-03-29 (01:00 UTC).
TEST(Schedule, WhatFallsIntoASkippedHourRunsAtItsEndOnce) {
  EXPECT_EQ(times("30 2 * * *", "Europe/Oslo", "2026-03-27T12:00:00Z", 3),
            "2026-03-28T01:30:00Z 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z");
  EXPECT_EQ(times("0,30 2 * * *", "Europe/Oslo", "2026-03-29T00:00:00Z", 2),
            "2026-03-29T01:00:00Z 2026-03-30T00:00:00Z");
}

// Oslo shows 02:00 to 03:00 twice on 2026-10-25 (00:00 and 01:00 UTC).
TEST(Schedule, WhatFallsIntoAnHourThatComesTwiceRunsTheFirstTime) {
  EXPECT_EQ(times("30 2 * * *", "Europe/Oslo", "2026-10-24T12:00:00Z", 2),
            "2026-10-25T00:30:00Z 2026-10-26T01:30:00Z");
}

TEST(Schedule, AScheduleByTheHourGoesByTheClockOnTheWall) {
  EXPECT_EQ(times("0 * * * *", "Europe/Oslo", "2026-03-28T23:30:00Z", 3),
            "2026-03-29T00:00:00Z 2026-03-29T01:00:00Z 2026-03-29T02:00:00Z");
  EXPECT_EQ(times("0 * * * *", "Europe/Oslo", "2026-10-24T23:30:00Z", 3),
            "2026-10-25T00:00:00Z 2026-10-25T01:00:00Z 2026-10-25T02:00:00Z");
  EXPECT_EQ(times("*/30 2 * * *", "Europe/Oslo", "2026-03-28T12:00:00Z", 1), "2026-03-30T00:00:00Z")
      << "there is no such hour that day";
}

// In 1994 Kiritimati had no 31st of December at all.
TEST(Schedule, AWholeDayThatIsSkippedRunsWhenTheNextOneBegins) {
  EXPECT_EQ(times("0 12 31 12 *", "Pacific/Kiritimati", "1994-06-01T00:00:00Z", 1),
            "1994-12-31T10:00:00Z");
}

TEST(Schedule, DaysOfTheMonthAndOfTheWeekAreEitherWhereBothAreGiven) {
  EXPECT_EQ(times("0 0 13 * 5", "Etc/UTC", "2026-11-12T12:00:00Z", 3),
            "2026-11-13T00:00:00Z 2026-11-20T00:00:00Z 2026-11-27T00:00:00Z");
}

TEST(Schedule, RareDaysAreFoundAndImpossibleOnesAreNot) {
  EXPECT_EQ(times("0 0 29 2 *", "Etc/UTC", "2096-03-01T00:00:00Z", 1), "2104-02-29T00:00:00Z");
  EXPECT_EQ(times("0 0 30 2 *", "Etc/UTC", "2026-01-01T00:00:00Z", 1), "never");
}

TEST(Schedule, AnUnknownTimeZoneIsToldWithTheNearestName) {
  EXPECT_EQ(fault_of("0 2 * * *", "Europe/Olso"),
            "there is no time zone \"Europe/Olso\"; did you mean \"Europe/Oslo\"?");
}

} // namespace host::test
