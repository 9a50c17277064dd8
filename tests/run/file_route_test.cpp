// SPDX-License-Identifier: MIT
// Routes from file to file: whatever happens on the way, in the end the copy is the original.

#include "run/running.hpp"

#include "services/child.hpp"
#include "services/interrupt.hpp"

#include <random>

namespace {

using host::Exit;
using tests::Child;
using tests::numbers;

std::string lines(const std::vector<std::string>& records) {
  std::string text;
  for (const auto& record : records) text += record + "\n";
  return text;
}

class FileRoute : public tests::Running {
 protected:
  FileRoute() { plan.copy_file(from, to); }

  // A run in a process of its own, with a store of its own; slowed down after each batch.
  int run_slowly(std::uint64_t batch_records, long pause_us) {
    const auto own = host::open_sqlite_store(data_dir());
    auto slow = options;
    slow.max_records = batch_records;
    while (true) {
      const auto summary = host::run_route(plan.route(), plan.configuration, packages,
                                           {log, secrets, *own, *own}, *own, data_dir(), slow);
      if (summary.exit_code != Exit::done) return summary.exit_code;
      if (summary.records_in == 0) return Exit::done;
      tests::sleep_us(pause_us);
    }
  }

  tests::fs::path from = folder / "from.ndjson", to = folder / "to.ndjson";
};

TEST_F(FileRoute, CopiesByteForByteAndGoesOnWhereItStopped) {
  tests::write_file(from, lines(numbers(1, 1000)));
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(tests::read_file(to), tests::read_file(from));
  std::ofstream(from, std::ios::app) << lines(numbers(1001, 1500));
  EXPECT_EQ(run().records_in, 500u);
  EXPECT_EQ(tests::read_file(to), tests::read_file(from));
  EXPECT_EQ(run().records_in, 0u);
}

TEST_F(FileRoute, AppendsToAFileThatWasThereBefore) {
  tests::write_file(to, "{\"old\":1}\n");
  tests::write_file(from, lines(numbers(1, 10)));
  run();
  EXPECT_EQ(tests::read_file(to), "{\"old\":1}\n" + tests::read_file(from));
}

TEST_F(FileRoute, CutsTheFileBackToTheKeptPosition) {
  tests::write_file(from, lines(numbers(1, 10)));
  run();
  std::ofstream(to, std::ios::app) << "{\"half\":\"a rec"; // what a crash might leave
  std::ofstream(from, std::ios::app) << lines(numbers(11, 20));
  run();
  EXPECT_EQ(tests::read_file(to), tests::read_file(from));
}

TEST_F(FileRoute, InFullMakesTheFileAnew) {
  tests::write_file(from, lines(numbers(1, 10)));
  run();
  tests::write_file(from, lines(numbers(5, 7)));
  options.full = true;
  run();
  EXPECT_EQ(tests::read_file(to), lines(numbers(5, 7)));
}

TEST_F(FileRoute, WhoseFileWasTakenAwayPutsWhatIsNewIntoANewOne) {
  tests::write_file(from, lines(numbers(1, 10)));
  run();
  tests::fs::rename(to, folder / "away");
  std::ofstream(from, std::ios::app) << lines(numbers(11, 20));
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(tests::read_file(to), lines(numbers(11, 20)));
}

TEST_F(FileRoute, WhoseFileIsShorterThanItWasSaysSoAndRunsAgainOnceItIsBack) {
  tests::write_file(from, lines(numbers(1, 10)));
  run();
  const auto whole = tests::read_file(to);
  tests::write_file(to, lines(numbers(1, 3)));
  const auto summary = run();
  EXPECT_EQ(summary.exit_code, Exit::failed);
  EXPECT_NE(summary.error.find("full run"), std::string::npos) << summary.error;
  tests::write_file(to, whole);
  std::ofstream(from, std::ios::app) << lines(numbers(11, 20));
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(tests::read_file(to), tests::read_file(from));
}

TEST_F(FileRoute, WithABadLineKeepsWhatStoodBeforeIt) {
  tests::write_file(from, lines(numbers(1, 10)) + "not json\n" + lines(numbers(11, 20)));
  EXPECT_EQ(run().exit_code, Exit::failed);
  tests::write_file(from, lines(numbers(1, 20)));
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(tests::read_file(to), tests::read_file(from));
}

TEST_F(FileRoute, DryMakesNoFile) {
  tests::write_file(from, lines(numbers(1, 10)));
  options.dry_run = true;
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_FALSE(tests::fs::exists(to));
  EXPECT_FALSE(store->position("r"));
}

// Each round kills a run at a random moment: while it opens, writes, syncs or keeps its position.
TEST_F(FileRoute, ThatIsKilledAgainAndAgainCopiesByteForByteInTheEnd) {
  const auto truth = lines(numbers(1, 4000));
  tests::write_file(from, truth);
  std::mt19937 random(3);
  int killed = 0;
  for (int round = 0; round < 50; ++round) {
    Child child([&] { return run_slowly(20, 500); });
    tests::sleep_us(std::uniform_int_distribution<long>(500, 30'000)(random));
    child.signal(SIGKILL);
    const auto end = child.wait();
    ASSERT_TRUE(end == -SIGKILL || end == Exit::done) << end;
    killed += end == -SIGKILL;
  }
  EXPECT_GT(killed, 0);
  EXPECT_EQ(Child([&] { return run_slowly(1000, 0); }).wait(), Exit::done);
  EXPECT_EQ(tests::read_file(to), truth);
}

TEST_F(FileRoute, ThatIsKilledWhileItIsMadeAnewIsMadeAnewInTheEnd) {
  tests::write_file(to, "{\"old\":1}\n");
  tests::write_file(from, lines(numbers(1, 200)));
  run();
  std::mt19937 random(5);
  for (int round = 0; round < 20; ++round) {
    Child child([&] {
      const auto own = host::open_sqlite_store(data_dir());
      auto full = options;
      full.full = true;
      host::run_route(plan.route(), plan.configuration, packages, {log, secrets, *own, *own}, *own,
                      data_dir(), full);
      return 0;
    });
    tests::sleep_us(std::uniform_int_distribution<long>(0, 15'000)(random));
    child.signal(SIGKILL);
    const bool began = child.wait() == 0 || position().anew ||
                       tests::read_file(to).find("old") == std::string::npos;
    EXPECT_EQ(run().exit_code, Exit::done);
    const auto copy = tests::read_file(to);
    EXPECT_EQ(copy, (began ? "" : "{\"old\":1}\n") + tests::read_file(from));
    if (copy != tests::read_file(from)) continue;
    tests::write_file(to, "{\"old\":1}\n" + copy); // as it was, for the next round
    auto kept = position();
    kept.outgoing["to"].sink = R"({"v":1,"size":)" + std::to_string(copy.size() + 10) + "}";
    store->commit("r", kept, {});
  }
}

TEST_F(FileRoute, ThatIsInterruptedKeepsItsPositionAndSaysSo) {
  const auto truth = lines(numbers(1, 50'000));
  tests::write_file(from, truth);
  Child child([&] {
    host::catch_interrupts();
    const auto own = host::open_sqlite_store(data_dir());
    auto interrupted = options;
    interrupted.on_progress = [](std::uint64_t records, const host::RunCounters&) {
      if (records == 20'000) ::raise(SIGINT);
    };
    const auto summary = host::run_route(plan.route(), plan.configuration, packages,
                                         {log, secrets, *own, *own}, *own, data_dir(), interrupted);
    return summary.status == "interrupted" && summary.records_in == 20'000 ? summary.exit_code : 1;
  });
  EXPECT_EQ(child.wait(), Exit::interrupted);
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(tests::read_file(to), truth);
}

TEST_F(FileRoute, ThatIsInterruptedTwiceEndsAtOnceAndLosesNothing) {
  const auto truth = lines(numbers(1, 50'000));
  tests::write_file(from, truth);
  Child child([&] {
    host::catch_interrupts();
    const auto own = host::open_sqlite_store(data_dir());
    auto interrupted = options;
    interrupted.on_progress = [](std::uint64_t, const host::RunCounters&) {
      ::raise(SIGINT);
      ::raise(SIGTERM);
    };
    host::run_route(plan.route(), plan.configuration, packages, {log, secrets, *own, *own}, *own,
                    data_dir(), interrupted);
    return 1;
  });
  EXPECT_EQ(child.wait(), Exit::interrupted);
  EXPECT_EQ(run().exit_code, Exit::done);
  EXPECT_EQ(tests::read_file(to), truth);
}

TEST_F(FileRoute, ToAVendorThatIsInterruptedGoesOnBehindTheLastBatch) {
  plan.route().incoming = "from";
  plan.route().outgoing = {"out"};
  tests::write_file(from, lines(numbers(1, 500)));
  Child child([&] {
    host::catch_interrupts();
    const auto own = host::open_sqlite_store(data_dir());
    auto interrupted = options;
    interrupted.on_result = [results = 0](const hif::json::Value&) mutable {
      if (++results == 100) ::raise(SIGTERM); // others were read meanwhile, and wait
    };
    return host::run_route(plan.route(), plan.configuration, packages, {log, secrets, *own, *own},
                           *own, data_dir(), interrupted)
        .exit_code;
  });
  EXPECT_EQ(child.wait(), Exit::interrupted);
  run();
  EXPECT_EQ(fake::target().got, numbers(101, 500)); // the first hundred went in the other process
}

} // namespace
