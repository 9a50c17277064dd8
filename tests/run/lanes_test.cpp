// SPDX-License-Identifier: MIT
// Lanes of an outgoing, and several outgoings at once: order by key, nobody waits for another,
// nothing is lost and nothing sent twice, however a run ends.

#include "run/lane_key.hpp"
#include "run/lane_setup.hpp"
#include "run/running.hpp"
#include "run/task_retry.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <random>
#include <set>
#include <thread>

namespace {

using fake::source;
using fake::target;
using host::Exit;
using tests::numbers;
using tests::record;

// {"k":key,"n":n}
std::string keyed(std::uint64_t key, std::uint64_t n) {
  return "{\"k\":" + std::to_string(key) + ",\"n\":" + std::to_string(n) + "}";
}

std::int64_t key_of(const std::string& json) {
  return hif::json::parse(json).find("k")->as_int64();
}

std::int64_t number_of(const std::string& json) {
  return hif::json::parse(json).find("n")->as_int64();
}

// Threads meet here; a meeting that does not come about ends after a while, and is told.
class Meeting {
 public:
  // False when it was waited for in vain.
  template <typename Condition>
  bool wait(Condition condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), condition);
  }
  template <typename Change>
  void change(Change change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
};

// For a while.
template <typename Condition>
void wait_until(Condition condition) {
  for (int ms = 0; ms < 30'000 && !condition(); ++ms)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

class Lanes : public tests::Running {
 protected:
  Lanes() { split(4); }
  void split(std::uint64_t lanes, const std::string& key = "k") {
    plan.outgoing().lanes = lanes;
    plan.outgoing().lane_key = key;
  }
  // So many records of each key, in turn.
  void give(std::uint64_t keys, std::uint64_t records) {
    source().records.clear();
    for (std::uint64_t n = 1; n <= records; ++n)
      for (std::uint64_t key = 0; key < keys; ++key) source().records.push_back(keyed(key, n));
  }
  static std::size_t lane_of(std::uint64_t key, std::size_t lanes = 4) {
    return host::LaneKey("k").lane_of(keyed(key, 1), lanes);
  }
  // A key of each lane.
  static std::vector<std::uint64_t> one_of_each_lane(std::size_t lanes = 4) {
    std::vector<std::uint64_t> keys(lanes);
    for (std::size_t lane = 0; lane < lanes; ++lane)
      while (lane_of(keys[lane], lanes) != lane) ++keys[lane];
    return keys;
  }
  static std::vector<std::string> sorted(std::vector<std::string> records) {
    std::sort(records.begin(), records.end());
    return records;
  }
  static void expect_order_by_key(const std::vector<std::string>& got) {
    std::map<std::int64_t, std::int64_t> last;
    for (const auto& json : got) {
      EXPECT_LT(last[key_of(json)], number_of(json)) << json;
      last[key_of(json)] = number_of(json);
    }
  }
};

TEST_F(Lanes, DeliverEveryRecordOnce) {
  give(10, 100);
  const auto summary = run();
  EXPECT_EQ(summary.exit_code, Exit::done) << summary.error;
  EXPECT_EQ(summary.records_out, 1000u);
  EXPECT_EQ(sorted(target().got), sorted(source().records));
  EXPECT_EQ(position().checkpoint, "1000");
  EXPECT_EQ(position().outgoing.at("out"), host::OutgoingPosition{});
  EXPECT_EQ(target().openings.size(), 4u);
}

TEST_F(Lanes, KeepTheOrderOfEachKeyUnderDelaysFaultsAndBreaks) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    fake::reset();
    store->forget_position("r");
    const auto tasks_before = store->tasks().size();
    std::mt19937 random(seed);
    split(2 + random() % 6);
    give(1 + random() % 9, 60);
    source().page = 1 + random() % 40;
    source().checkpoint_every = random() % 4;
    target().deferred = random() % 2 == 0;
    std::vector<std::string> truth;
    for (const auto& json : source().records)
      if (random() % 20 == 0)
        target().failures[json] = HIF_INVALID_ARGUMENT;
      else
        truth.push_back(json);
    std::atomic<unsigned> dice = seed;
    std::atomic<bool> breaks = true;
    target().on_record = [&](const std::string&) -> hif_status {
      const auto roll = std::mt19937(dice++)();
      if (roll % 4 == 0) std::this_thread::sleep_for(std::chrono::microseconds(roll / 4 % 300));
      return breaks && roll / 1200 % 100 == 0 ? HIF_UNAVAILABLE : HIF_OK;
    };
    auto summary = run();
    for (int again = 0; again < 40 && summary.exit_code == Exit::unreachable; ++again) {
      breaks = again < 20;
      summary = run();
    }
    EXPECT_EQ(summary.error, "") << seed;
    EXPECT_EQ(sorted(target().got), sorted(truth)) << seed;
    expect_order_by_key(target().got);
    EXPECT_EQ(store->tasks().size() - tasks_before, target().failures.size()) << seed;
  }
}

TEST_F(Lanes, HaveAsManyRequestsUnderWayAsThereAreLanes) {
  for (const std::uint64_t key : one_of_each_lane())
    for (std::uint64_t n = 1; n <= 5; ++n) source().records.push_back(keyed(key, n));
  source().page = 100;
  Meeting meeting;
  int under_way = 0, most = 0;
  target().on_record = [&](const std::string&) -> hif_status {
    meeting.change([&] { most = std::max(most, ++under_way); });
    meeting.wait([&] { return most == 4; });
    meeting.change([&] { --under_way; });
    return HIF_OK;
  };
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(most, 4);
}

TEST_F(Lanes, DoNotWaitForOneThatPauses) {
  const auto keys = one_of_each_lane();
  for (std::uint64_t n = 1; n <= 50; ++n)
    for (const auto key : keys) source().records.push_back(keyed(key, n));
  source().page = 8;
  Meeting meeting;
  std::size_t others = 0;
  std::string checkpoint_meanwhile;
  bool all_came = false;
  target().on_record = [&](const std::string& json) -> hif_status {
    if (key_of(json) != static_cast<std::int64_t>(keys[0])) {
      meeting.change([&] { ++others; });
    } else if (number_of(json) == 1) {
      all_came = meeting.wait([&] { return others == 150; });
      checkpoint_meanwhile = position().checkpoint;
    }
    return HIF_OK;
  };
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_TRUE(all_came);
  EXPECT_EQ(checkpoint_meanwhile, ""); // what lies before it was not settled yet
  EXPECT_EQ(position().checkpoint, "200");
}

TEST_F(Lanes, ThatBreakLeaveTheOthersTheirRecordsAndSendNothingTwice) {
  const auto keys = one_of_each_lane();
  for (std::uint64_t n = 1; n <= 50; ++n)
    for (const auto key : keys) source().records.push_back(keyed(key, n));
  source().page = 200;
  target().on_record = [&](const std::string& json) -> hif_status {
    return json == keyed(keys[2], 7) ? HIF_UNAVAILABLE : HIF_OK;
  };
  const auto summary = run();
  EXPECT_EQ(summary.exit_code, Exit::unreachable);
  EXPECT_EQ(summary.error, "out: the target broke at " + keyed(keys[2], 7));
  EXPECT_EQ(target().got.size(), 156u);
  EXPECT_EQ(position().checkpoint, "");
  EXPECT_EQ(position().outgoing.at("out").settled, 26u); // up to the one that broke
  EXPECT_FALSE(position().outgoing.at("out").behind.empty());
  target().on_record = nullptr;
  EXPECT_EQ(run().records_out, 44u);
  EXPECT_EQ(sorted(target().got), sorted(source().records));
  expect_order_by_key(target().got);
}

// What a kill leaves: the lanes that were ahead have kept what they did.
TEST_F(Lanes, KeepWhatTheySettledBehindOneThatPauses) {
  const auto keys = one_of_each_lane(2);
  split(2);
  for (std::uint64_t n = 1; n <= 20; ++n)
    for (const auto key : keys) source().records.push_back(keyed(key, n));
  source().page = 4;
  host::OutgoingPosition meanwhile;
  const auto committed = [] {
    const std::lock_guard lock(*target().mutex);
    return target().committed.size();
  };
  target().on_record = [&](const std::string& json) -> hif_status {
    if (json != keyed(keys[0], 1)) return HIF_OK;
    wait_until([&] { return committed() >= 10; });
    EXPECT_GE(committed(), 10u);
    meanwhile = position().outgoing.at("out");
    return HIF_OK;
  };
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(meanwhile.settled, 0u);
  ASSERT_FALSE(meanwhile.behind.empty());
  EXPECT_EQ(meanwhile.behind.front(), (host::SettledRange{1, 1}));
  EXPECT_GE(meanwhile.behind.size(), 10u);
}

TEST_F(Lanes, MakeTasksOfRecordsThatFailAndKnowTheirLane) {
  const auto keys = one_of_each_lane();
  give(10, 30);
  const auto bad = keyed(keys[3], 3);
  if (std::ranges::find(source().records, bad) == source().records.end())
    source().records.push_back(bad);
  target().failures = {{bad, HIF_INVALID_ARGUMENT}};
  EXPECT_EQ(run().exit_code, Exit::failed);
  EXPECT_EQ(failed_records(), std::vector<std::string>{bad});
  EXPECT_EQ(store->tasks().front().lane, 3);
  EXPECT_EQ(target().got.size(), source().records.size() - 1);
  EXPECT_EQ(position().checkpoint, std::to_string(source().records.size()));
}

TEST_F(Lanes, NumberResultsByTheirRecords) {
  give(5, 4);
  std::set<std::int64_t> told;
  options.on_result = [&](const hif::json::Value& result) {
    EXPECT_TRUE(told.insert(result.find("index")->as_int64()).second);
  };
  run();
  EXPECT_EQ(told.size(), 20u);
  EXPECT_EQ(*told.rbegin(), 19);
}

TEST_F(Lanes, SendInTurnInADryRun) {
  give(5, 4);
  options.dry_run = true;
  std::vector<std::string> previews;
  options.on_preview = [&](std::string_view json) { previews.emplace_back(json); };
  run();
  EXPECT_EQ(previews, source().records);
}

TEST_F(Lanes, StayForTheNextRunWhenOneBreaksOff) {
  give(10, 10);
  target().on_record = [](const std::string& json) -> hif_status {
    return number_of(json) == 5 ? HIF_UNAVAILABLE : HIF_OK;
  };
  run();
  target().on_record = nullptr;
  split(2, "n");
  target().openings.clear();
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(target().openings.size(), 4u);
  expect_order_by_key(target().got);
  target().openings.clear();
  run();
  EXPECT_EQ(target().openings.size(), 2u);
}

// What the broken run left under way may lie behind.
TEST_F(Lanes, StayWhenARunStopsBeforeTheEnd) {
  give(10, 10);
  target().on_record = [](const std::string& json) -> hif_status {
    return number_of(json) == 5 ? HIF_UNAVAILABLE : HIF_OK;
  };
  run();
  target().on_record = nullptr;
  split(2, "n");
  options.max_records = 2;
  EXPECT_EQ(run().exit_code, Exit::done);
  options.max_records.reset();
  target().openings.clear();
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(target().openings.size(), 4u);
}

// However many there are of one key.
TEST_F(Lanes, KeepWhatBecameOfAHundredRecordsBeforeTheNext) {
  give(1, 400);
  source().page = 1000;
  std::uint64_t settled = 0;
  target().on_record = [&](const std::string& json) -> hif_status {
    if (number_of(json) == 250) settled = position().outgoing.at("out").settled;
    return HIF_OK;
  };
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(settled, 200u);
  EXPECT_EQ(target().got.size(), 400u);
}

TEST_F(Lanes, OfARunThatCannotStartAreNotKept) {
  give(10, 10);
  plan.incoming().config = hif::json::parse(R"({"key": "in", "bad": true})");
  EXPECT_ANY_THROW(run());
  EXPECT_EQ(host::find_lanes(*store, log, "r", plan.outgoing()).lanes, 4u);
  split(2);
  EXPECT_EQ(host::find_lanes(*store, log, "r", plan.outgoing()).lanes, 2u);
}

TEST_F(Lanes, OfASinkWithAPositionAreRefused) {
  target().positions = true;
  give(2, 2);
  const auto summary = run();
  EXPECT_EQ(summary.exit_code, Exit::usage);
  EXPECT_EQ(summary.error, "outgoing \"out\" writes to one place with a position, which cannot be "
                           "split into lanes; take `lanes` out of it");
  EXPECT_TRUE(target().got.empty());
}

TEST_F(Lanes, BelongToOneRunAtATime) {
  give(10, 30);
  plan.add_incoming("in2", "acme.subscriber", R"({"key": "in2"})");
  auto second = plan.route();
  second.name = "s";
  second.incoming = "in2";
  std::string refusal;
  options.on_progress = [&](std::uint64_t, const host::RunCounters&) {
    if (refusal.empty())
      refusal =
          host::run_route(second, plan.configuration, packages, services(), *store, data_dir(), {})
              .error;
  };
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_NE(refusal.find("outgoing \"out\" is being written by another run"), std::string::npos)
      << refusal;
}

// Of two outgoings, each of the first record waits for the other's.
class Outgoings : public Lanes {
 protected:
  Outgoings() {
    split(1, "");
    plan.configuration.clients.push_back({.name = "other",
                                          .prototype = "acme.client",
                                          .config = hif::json::Object{},
                                          .pointer = "/clients/other"});
    plan.add_outgoing("second", "acme.publisher", R"({"key": "second"})");
    plan.route().outgoing = {"out", "second"};
    source().records = numbers(1, 50);
    source().page = 5;
  }
  void deliver_second_over(const std::string& client) {
    plan.configuration.outgoing.back().client = client;
  }
};

TEST_F(Outgoings, OverDifferentClientsAreDeliveredToAtTheSameTime) {
  deliver_second_over("other");
  Meeting meeting;
  int there = 0;
  for (const char* name : {"out", "second"})
    target(name).on_record = [&](const std::string& json) -> hif_status {
      if (json != record(1)) return HIF_OK;
      meeting.change([&] { ++there; });
      return meeting.wait([&] { return there == 2; }) ? HIF_OK : HIF_INTERNAL;
    };
  EXPECT_EQ(run().exit_code, Exit::done);
  for (const char* name : {"out", "second"}) EXPECT_EQ(target(name).got, numbers(1, 50)) << name;
}

TEST_F(Outgoings, AreReadForWhileTheVendorAnswers) {
  plan.route().outgoing = {"out"};
  Meeting meeting;
  std::uint64_t read = 0;
  options.on_progress = [&](std::uint64_t records, const host::RunCounters&) {
    meeting.change([&] { read = records; });
  };
  target("out").on_record = [&](const std::string& json) -> hif_status {
    const bool goes_on = json != record(1) || meeting.wait([&] { return read == 50; });
    return goes_on ? HIF_OK : HIF_INTERNAL;
  };
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(target("out").got, numbers(1, 50));
}

TEST_F(Outgoings, OverOneClientFollowEachOther) {
  deliver_second_over("vendor");
  target("out").on_record = [&](const std::string& json) -> hif_status {
    const auto number = static_cast<std::size_t>(number_of(json));
    EXPECT_EQ(target("second").got.size(), (number - 1) / 5 * 5);
    return HIF_OK;
  };
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(target("second").got, numbers(1, 50));
}

TEST_F(Outgoings, ThatBreakDoNotKeepTheOthersFromTheirRecords) {
  deliver_second_over("other");
  target("second").positions = false;
  target("out").breaks_after = 3;
  EXPECT_EQ(run().exit_code, Exit::unreachable);
  target("out").breaks_after.reset();
  EXPECT_EQ(run().exit_code, Exit::done);
  for (const char* name : {"out", "second"}) EXPECT_EQ(target(name).got, numbers(1, 50)) << name;
}

// Also by a slower one that settles the same records later.
TEST_F(Outgoings, ThatAreSinksAreToldWhatIsKept) {
  target("second").positions = true;
  target("out").on_record = [&](const std::string& json) -> hif_status {
    const auto ahead = std::min<std::size_t>(50, static_cast<std::size_t>(number_of(json)) + 5);
    wait_until([&] {
      const std::lock_guard lock(*target("second").mutex);
      return target("second").got.size() >= ahead;
    });
    return HIF_OK;
  };
  EXPECT_EQ(run().exit_code, Exit::done);
  ASSERT_FALSE(target("second").committed.empty());
  EXPECT_EQ(target("second").committed.back(), 50u);
}

TEST_F(Outgoings, ThatAreSinksAreCutBackToTheCheckpointThatAllHaveReached) {
  target("second").positions = true;
  for (const std::uint64_t broken : {17, 5, 1}) {
    target("out").breaks_after = broken;
    EXPECT_EQ(run().exit_code, Exit::unreachable);
    EXPECT_EQ(position().outgoing.at("second").sink,
              position().checkpoint.empty() ? "0" : position().checkpoint);
  }
  target("out").breaks_after.reset();
  EXPECT_EQ(run().exit_code, Exit::done);
  for (const char* name : {"out", "second"}) EXPECT_EQ(target(name).got, numbers(1, 50)) << name;
}

} // namespace
