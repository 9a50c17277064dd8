// SPDX-License-Identifier: MIT
#include "services/folder.hpp"
#include "store/sqlite_store.hpp"

#include <gtest/gtest.h>

namespace {

TEST(RunHistory, LatestRunsOfARouteComeNewestFirstAndOutliveTheProcess) {
  tests::Folder folder;
  const auto run = [](const std::string& route, std::uint64_t records) {
    return host::PastRun{.route = route,
                         .status = "failed",
                         .read_all = true,
                         .started_us = 1,
                         .ended_us = 2'000'001,
                         .records_in = records,
                         .records_out = 3,
                         .failed = 4,
                         .requests = 5,
                         .retries = 6,
                         .bytes_in = 7,
                         .read_requests = 8,
                         .error = "no"};
  };
  {
    const auto store = host::open_sqlite_store(folder / "data");
    for (std::uint64_t i = 1; i <= 3; ++i) store->keep_run(run("r", i));
    store->keep_run(run("other", 9));
  }
  const auto store = host::open_sqlite_store(folder / "data");
  const auto runs = store->past_runs("r", 2);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].records_in, 3u);
  EXPECT_EQ(runs[1].records_in, 2u);
  EXPECT_EQ(runs[0].route, "r");
  EXPECT_EQ(runs[0].status, "failed");
  EXPECT_TRUE(runs[0].read_all);
  EXPECT_EQ(runs[0].started_us, 1);
  EXPECT_EQ(runs[0].ended_us, 2'000'001);
  EXPECT_EQ(runs[0].records_out, 3u);
  EXPECT_EQ(runs[0].failed, 4u);
  EXPECT_EQ(runs[0].requests, 5u);
  EXPECT_EQ(runs[0].retries, 6u);
  EXPECT_EQ(runs[0].bytes_in, 7u);
  EXPECT_EQ(runs[0].read_requests, 8u);
  EXPECT_EQ(runs[0].error, "no");
}

TEST(RunHistory, DoesNotGrowForEver) {
  tests::Folder folder;
  const auto store = host::open_sqlite_store(folder / "data");
  for (std::uint64_t i = 1; i <= 210; ++i)
    store->keep_run({.route = "r", .status = "done", .records_in = i, .error = {}});
  store->keep_run({.route = "s", .status = "done", .error = {}});
  const auto runs = store->past_runs("r", 1000);
  EXPECT_EQ(runs.size(), 200u);
  EXPECT_EQ(runs.front().records_in, 210u);
  EXPECT_EQ(store->past_runs("s", 1000).size(), 1u);
}

TEST(RunHistory, KeepsTheLatestRunThatCameToTheEndHoweverManyDidNot) {
  tests::Folder folder;
  const auto store = host::open_sqlite_store(folder / "data");
  for (std::uint64_t i = 1; i <= 2; ++i)
    store->keep_run(
        {.route = "r", .status = "done", .read_all = true, .records_in = i, .error = {}});
  for (int i = 0; i < 300; ++i)
    store->keep_run({.route = "r", .status = "failed", .error = "down"});
  const auto runs = store->past_runs("r", 1000);
  ASSERT_EQ(runs.size(), 201u);
  EXPECT_TRUE(runs.back().read_all);
  EXPECT_EQ(runs.back().records_in, 2u);
}

} // namespace
