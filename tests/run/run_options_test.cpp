// SPDX-License-Identifier: MIT
// The ways to run a route: in full, in part, dry, and by two at once.

#include "run/running.hpp"

namespace {

using fake::source;
using fake::target;
using host::Exit;
using tests::numbers;

class Run : public tests::Running {};

TEST_F(Run, OfEverythingSaysWhatItDid) {
  source().records = numbers(1, 25);
  const auto json = host::to_json(run());
  EXPECT_EQ(json.find("route")->as_string(), "r");
  EXPECT_EQ(json.find("status")->as_string(), "done");
  EXPECT_EQ(json.find("records_in")->as_int64(), 25);
  EXPECT_EQ(json.find("records_out")->as_int64(), 25);
  EXPECT_EQ(json.find("failed")->as_int64(), 0);
  for (const char* name : {"requests", "retries", "bytes_in", "seconds"})
    EXPECT_TRUE(json.find(name)->is_number()) << name;
  EXPECT_EQ(json.find("error"), nullptr);
}

TEST_F(Run, ClosesWhatItOpened) {
  source().records = numbers(1, 5);
  run();
  EXPECT_GE(source().closed, 1u);
  EXPECT_GE(target().closed, 1u);
  source().fails_at = 0;
  fake::source().opened_with.clear();
  run();
  EXPECT_GE(source().closed, 2u);
}

TEST_F(Run, WaitsForASourceThatHasNothingYet) {
  source().records = numbers(1, 5);
  source().pending = 3;
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(target().got, numbers(1, 5));
}

TEST_F(Run, TellsItsProgress) {
  source().records = numbers(1, 25);
  std::vector<std::uint64_t> told;
  options.on_progress = [&](std::uint64_t records, const host::RunCounters&) {
    told.push_back(records);
  };
  run();
  EXPECT_EQ(told, (std::vector<std::uint64_t>{10, 20, 25}));
}

TEST_F(Run, InFullStartsOverAndMakesTheSinkAnew) {
  deliver_to_sink();
  source().records = numbers(1, 10);
  run();
  source().records = numbers(1, 12);
  options.full = true;
  run();
  EXPECT_EQ(source().opened_with.back(), "");
  EXPECT_TRUE(target().openings.back().anew);
  EXPECT_EQ(target().openings.back().position, "");
  EXPECT_EQ(target().got, numbers(1, 12));
  options.full = false;
  run();
  EXPECT_EQ(target().got, numbers(1, 12));
}

TEST_F(Run, InFullSendsEverythingToAVendorAgain) {
  source().records = numbers(1, 12);
  target().breaks_after = 7;
  run();
  target().got.clear();
  target().breaks_after.reset();
  options.full = true;
  run();
  EXPECT_EQ(target().got, numbers(1, 12));
}

TEST_F(Run, InFullThatCouldNotBeginIsTakenUpByTheNextRun) {
  deliver_to_sink();
  source().records = numbers(1, 10);
  run();
  options.full = true;
  source().fails_to_open = true; // after the sink was made anew
  run();
  EXPECT_TRUE(target().got.empty());
  options.full = false;
  source().fails_to_open = false;
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(target().got, numbers(1, 10));
  EXPECT_FALSE(position().anew);
}

TEST_F(Run, InFullThatBreaksOffIsGoneOnWith) {
  deliver_to_sink();
  source().records = numbers(1, 30);
  run();
  options.full = true;
  source().fails_at = 12;
  run();
  options.full = false;
  source().fails_at.reset();
  run();
  EXPECT_EQ(target().got, numbers(1, 30));
}

TEST_F(Run, OfSomeRecordsIsGoneOnWithUntilAllWereGivenOnce) {
  source().records = numbers(1, 47);
  for (const std::uint64_t most : {7, 13, 1, 0}) {
    options.max_records = most;
    EXPECT_EQ(run().records_in, most);
  }
  EXPECT_EQ(target().got, numbers(1, 21));
  options.max_records.reset();
  run();
  EXPECT_EQ(target().got, numbers(1, 47));
}

TEST_F(Run, OfSomeRecordsOfASourceWithoutCheckpointsGivesAllOnceInTheEnd) {
  source().records = numbers(1, 47);
  source().checkpoint_every = 0;
  for (const bool sink : {false, true}) {
    target().got.clear();
    store->forget_position("r");
    if (sink) deliver_to_sink();
    for (const std::uint64_t most : {7, 20}) {
      options.max_records = most;
      run();
    }
    options.max_records.reset();
    run();
    EXPECT_EQ(target().got, numbers(1, 47)) << (sink ? "sink" : "vendor");
  }
}

TEST_F(Run, ThatIsDryChangesNothingAndShowsWhatItWouldSend) {
  source().records = numbers(1, 30);
  target().breaks_after = 13;
  run();
  const auto kept = position();
  target().breaks_after.reset();
  options.dry_run = true;
  std::vector<std::string> shown;
  options.on_preview = [&](std::string_view request) { shown.emplace_back(request); };
  for (const bool full : {false, true}) {
    options.full = full;
    shown.clear();
    EXPECT_EQ(run().exit_code, Exit::done);
    EXPECT_EQ(shown, numbers(full ? 1 : 14, 30));
    EXPECT_TRUE(target().openings.back().dry_run);
    EXPECT_EQ(position(), kept);
    EXPECT_EQ(target().got, numbers(1, 13));
  }
}

TEST_F(Run, ThatIsDryLeavesASinkAndTheTasksAlone) {
  deliver_to_sink();
  source().records = numbers(1, 10);
  run();
  const auto kept = position();
  source().records = numbers(1, 20);
  plan.route().transformers = {tests::transformer(R"({"do": "reject", "when": 15})")};
  options.dry_run = true;
  for (const bool full : {false, true}) {
    options.full = full;
    EXPECT_EQ(run().exit_code, Exit::failed);
    EXPECT_EQ(position(), kept);
    EXPECT_EQ(target().got, numbers(1, 10));
    EXPECT_TRUE(store->tasks().empty());
  }
}

TEST_F(Run, OfARouteKeepsOutAnotherOfTheSameRoute) {
  source().records = numbers(1, 5);
  std::string refusal;
  options.on_progress = [&](std::uint64_t, const host::RunCounters&) {
    auto second = options;
    second.on_progress = nullptr;
    try {
      host::run_route(plan.route(), plan.configuration, packages, services(), *store, data_dir(),
                      second);
    } catch (const host::Failure& failure) {
      EXPECT_EQ(failure.exit_code, Exit::failed);
      refusal = failure.what();
    }
  };
  run();
  EXPECT_NE(refusal.find("\"r\" is being run by another process"), std::string::npos) << refusal;
  EXPECT_NE(refusal.find(data_dir().string()), std::string::npos) << refusal;
  EXPECT_EQ(target().got, numbers(1, 5));
}

TEST_F(Run, OfARouteLeavesOtherRoutesFree) {
  source().records = numbers(1, 5);
  options.on_progress = [&](std::uint64_t, const host::RunCounters&) {
    auto other = plan.route();
    other.name = "s";
    auto second = options;
    second.on_progress = nullptr;
    EXPECT_EQ(
        host::run_route(other, plan.configuration, packages, services(), *store, data_dir(), second)
            .exit_code,
        Exit::done);
  };
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(target().got.size(), 10u);
}

TEST_F(Run, OfAnUnknownPrototypeDoesNotStart) {
  plan.incoming().prototype = "acme.subscribre";
  try {
    run();
    FAIL();
  } catch (const host::Failure& failure) {
    EXPECT_EQ(failure.exit_code, Exit::package);
  }
}

} // namespace
