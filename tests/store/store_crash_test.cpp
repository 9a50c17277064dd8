// SPDX-License-Identifier: MIT
// What a process leaves in the store that is killed while it commits.

#include "store/sqlite_store.hpp"

#include "services/child.hpp"
#include "services/folder.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using tests::Child;
using tests::Folder;

constexpr std::uint64_t tasks_a_commit = 3;

// Commit number n is position n and three tasks more, so that any mixture of two would show.
void commit_on(host::Store& store) {
  const auto kept = store.position("r");
  for (auto n = kept ? kept->outgoing.at("out").settled + 1 : 1;; ++n) {
    std::vector<host::Task> failed;
    for (std::uint64_t i = 0; i < tasks_a_commit; ++i)
      failed.push_back({.route = "r",
                        .outgoing = "out",
                        .status = "Failed",
                        .attempts = 1,
                        .error = "",
                        .record = std::to_string(n)});
    store.commit("r",
                 {.checkpoint = std::to_string(n), .outgoing = {{"out", {std::to_string(n), n}}}},
                 failed);
  }
}

TEST(StoreOfAKilledProcess, HoldsPositionAndTasksOfOneCommit) {
  Folder folder;
  std::mt19937 random(11);
  std::uint64_t last = 0;
  for (int round = 0; round < 40; ++round) {
    Child child([&] {
      commit_on(*host::open_sqlite_store(folder.path()));
      return 0;
    });
    tests::sleep_us(std::uniform_int_distribution<long>(0, 40'000)(random));
    child.signal(SIGKILL);
    ASSERT_EQ(child.wait(), -SIGKILL);
    const auto store = host::open_sqlite_store(folder.path());
    const auto position = store->position("r");
    const auto n = position ? position->outgoing.at("out").settled : 0;
    const auto tasks = store->tasks();
    ASSERT_EQ(tasks.size(), n * tasks_a_commit);
    if (n == 0) continue; // it did not come that far
    ASSERT_EQ(position->checkpoint, std::to_string(n));
    ASSERT_EQ(position->outgoing.at("out").sink, std::to_string(n));
    ASSERT_EQ(tasks.back().record, std::to_string(n));
    ASSERT_GE(n, last);
    last = n;
  }
  EXPECT_GT(last, 0u);
}

} // namespace
