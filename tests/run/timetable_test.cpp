// SPDX-License-Identifier: MIT
// Schedules in virtual time: no test here waits.

#include "run/timetable.hpp"

#include "services/clock.hpp"

#include <gtest/gtest.h>

#include <map>

namespace {

using host::Timetable;
using Outcome = Timetable::Outcome;

constexpr std::int64_t second = 1'000'000, minute = 60 * second, hour = 60 * minute;
// 2026-11-26T00:00:00Z, a Thursday.
constexpr std::int64_t midnight = 1'795'651'200 * second;

// Routes whose runs take as long as the test says, and a clock that the test moves.
class Night : public testing::Test {
 protected:
  struct Planned {
    std::int64_t takes_us;
    Outcome outcome = Outcome::over;
  };

  void add(const std::string& route, const std::string& cron, std::int64_t takes_us,
           std::set<std::string> holds = {}, const std::string& zone = "Etc/UTC",
           std::int64_t last_us = 0) {
    plans[route] = {takes_us};
    table.add(route, host::Schedule(cron, zone), std::move(holds), last_us, now);
  }

  // Every ten seconds until then, as the host looks at the clock.
  void live_until(std::int64_t end_us) {
    for (; now < end_us; now += 10 * second) tick();
  }
  void tick() {
    for (auto run = running.begin(); run != running.end();) {
      if (run->second > now) {
        ++run;
        continue;
      }
      table.finished(run->first, plans[run->first].outcome, now);
      run = running.erase(run);
    }
    for (const auto& route : table.start_due(now)) {
      EXPECT_FALSE(running.contains(route)) << route << " overlaps itself";
      running[route] = now + plans[route].takes_us;
      starts[route].push_back(host::iso_time(now).substr(11, 5));
    }
  }
  using Times = std::vector<std::string>;

  static Timetable with_longest_pauses() {
    return Timetable([](std::int64_t most_us) { return most_us; });
  }
  Timetable table = with_longest_pauses();
  std::int64_t now = midnight;
  std::map<std::string, Planned> plans;
  std::map<std::string, std::int64_t> running; // until when
  std::map<std::string, Times> starts;
};

TEST_F(Night, ANightOfSchedules) {
  add("hourly", "0 * * * *", 5 * minute);
  add("nightly", "30 2 * * *", 90 * minute);
  add("often", "*/20 1-2 * * *", 45 * minute); // longer than the schedule's pause
  add("weekly", "0 3 * * fri", minute);        // not tonight
  live_until(midnight + 6 * hour);
  EXPECT_EQ(starts["hourly"], (Times{"01:00", "02:00", "03:00", "04:00", "05:00"}));
  EXPECT_EQ(starts["nightly"], Times{"02:30"});
  EXPECT_EQ(starts["often"], (Times{"01:00", "01:45", "02:30", "03:15"}))
      << "what was due while it ran is made up for once";
  EXPECT_FALSE(starts.contains("weekly"));
}

TEST_F(Night, RunsMissedWhileNobodyWatchedAreMadeUpForOnce) {
  add("hourly", "0 * * * *", minute, {}, "Etc/UTC", midnight - 10 * hour);
  live_until(midnight + 90 * minute);
  EXPECT_EQ(starts["hourly"], (Times{"00:00", "01:00"}));
}

TEST_F(Night, TheFirstWatchOfAllMissesNothing) {
  now += 90 * minute;
  add("hourly", "0 * * * *", minute);
  live_until(midnight + 3 * hour);
  EXPECT_EQ(starts["hourly"], Times{"02:00"});
}

TEST_F(Night, RoutesThatShareASinkTakeTurns) {
  add("a", "0 1 * * *", 30 * minute, {"books"});
  add("b", "0 1 * * *", 30 * minute, {"books", "other"});
  add("c", "0 1 * * *", 30 * minute, {"third"});
  live_until(midnight + 3 * hour);
  EXPECT_EQ(starts["a"], Times{"01:00"});
  EXPECT_EQ(starts["b"], Times{"01:30"});
  EXPECT_EQ(starts["c"], Times{"01:00"});
}

TEST_F(Night, AVendorOutOfReachIsTriedAgainWithLongerAndLongerPauses) {
  add("r", "0 1 * * *", 10 * second);
  plans["r"].outcome = Outcome::try_again;
  live_until(midnight + 2 * hour);
  // 0.5, 1, 2, 4, 8, 15, 15, … minutes after each run.
  EXPECT_EQ(starts["r"],
            (Times{"01:00", "01:00", "01:01", "01:04", "01:08", "01:16", "01:31", "01:46"}));
  plans["r"].outcome = Outcome::over;
  live_until(midnight + 24 * hour);
  EXPECT_EQ(starts["r"].back(), "02:01") << "and once it is back, the schedule goes on";
  plans["r"].outcome = Outcome::try_again;
  starts.clear();
  live_until(midnight + 25 * hour + 5 * minute);
  EXPECT_EQ(starts["r"], (Times{"01:00", "01:00", "01:01", "01:04"})) << "from the first pause";
}

// A hundred hosts that lost the same vendor, after its first failure and its fourth.
TEST(Jitter, SpreadsTheHostsThatComeBackToAVendor) {
  for (const std::int64_t most_us : {Timetable::first_pause_us, 8 * Timetable::first_pause_us}) {
    std::set<std::int64_t> tenths;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      const auto pause_us = Timetable::jitter(seed)(most_us);
      ASSERT_GE(pause_us, 0);
      ASSERT_LE(pause_us, most_us);
      tenths.insert(pause_us * 10 / (most_us + 1));
    }
    EXPECT_EQ(tenths.size(), 10u) << "each tenth of the pause is somebody's";
  }
}

TEST(Jitter, IsWhatItsSeedSays) {
  auto one = Timetable::jitter(7), another = Timetable::jitter(7);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(one(1'000'000), another(1'000'000));
}

TEST_F(Night, APauseIsWhatChanceMakesOfIt) {
  std::vector<std::int64_t> bounds;
  table = Timetable([&](std::int64_t most_us) {
    bounds.push_back(most_us / second);
    return most_us / 3;
  });
  add("r", "0 1 * * *", 10 * second);
  plans["r"].outcome = Outcome::try_again;
  live_until(midnight + hour + 5 * minute);
  EXPECT_EQ(bounds, (std::vector<std::int64_t>{30, 60, 120, 240, 480}));
  EXPECT_EQ(starts["r"], (Times{"01:00", "01:00", "01:00", "01:01", "01:03"}));
}

TEST_F(Night, TheNextSlotDoesNotWaitForThePause) {
  add("r", "*/10 * * * *", 10 * second);
  plans["r"].outcome = Outcome::try_again;
  live_until(midnight + 31 * minute);
  EXPECT_EQ(starts["r"].back(), "00:30");
}

TEST_F(Night, AnInterruptedRunIsTakenUpAgainByTheNextProcess) {
  add("r", "0 1 * * *", 10 * minute);
  plans["r"].outcome = Outcome::interrupted;
  live_until(midnight + 61 * minute);
  const auto kept = table.last_us("r");
  table = with_longest_pauses();
  starts.clear();
  running.clear();
  now = midnight + 2 * hour;
  add("r", "0 1 * * *", minute, {}, "Etc/UTC", kept);
  live_until(midnight + 3 * hour);
  EXPECT_EQ(starts["r"], Times{"02:00"});
}

TEST_F(Night, AClockThatJumpsAheadRunsWhatItSkippedOnce) {
  add("hourly", "0 * * * *", minute);
  live_until(midnight + 30 * minute);
  now += 5 * hour;
  live_until(midnight + 6 * hour + 30 * minute);
  EXPECT_EQ(starts["hourly"], (Times{"05:30", "06:00"}));
}

TEST_F(Night, AClockThatIsSetBackALittleRunsNothingTwice) {
  add("hourly", "0 * * * *", minute);
  live_until(midnight + 2 * hour + minute);
  now -= 90 * minute;
  live_until(midnight + 3 * hour + 30 * minute);
  EXPECT_EQ(starts["hourly"], (Times{"01:00", "02:00", "03:00"}));
}

TEST_F(Night, AClockThatIsSetBackFarIsBelieved) {
  add("hourly", "0 * * * *", minute);
  live_until(midnight + 2 * hour + 2 * minute);
  now -= 24 * hour;
  live_until(midnight - 20 * hour);
  EXPECT_EQ(starts["hourly"], (Times{"01:00", "02:00", "03:00"}))
      << "from 02:02 of the day before on, the new time counts";
}

TEST_F(Night, ClocksThatGoForwardAndBackLoseNoRunAndDoubleNone) {
  now = 1'774'656'000 * second; // 2026-03-28T00:00:00Z
  add("nightly", "30 2 * * *", minute, {}, "Europe/Oslo");
  live_until(now + 72 * hour);
  EXPECT_EQ(starts["nightly"], (Times{"01:30", "01:00", "00:30"}));
  table = with_longest_pauses();
  starts.clear();
  now = 1'792'800'000 * second; // 2026-10-24T00:00:00Z
  add("nightly", "30 2 * * *", minute, {}, "Europe/Oslo");
  live_until(now + 72 * hour);
  EXPECT_EQ(starts["nightly"], (Times{"00:30", "00:30", "01:30"}));
}

TEST_F(Night, SaysWhenARouteRunsNext) {
  add("r", "0 1 * * *", minute);
  EXPECT_EQ(table.next_us("r"), midnight + hour);
  now = midnight + hour;
  tick();
  EXPECT_TRUE(table.running("r"));
  EXPECT_EQ(table.next_us("r"), std::nullopt);
}

} // namespace
