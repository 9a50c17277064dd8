// SPDX-License-Identifier: MIT
// Leases, among threads and processes on one data directory.

#include "store/sqlite_store.hpp"

#include "services/child.hpp"
#include "services/folder.hpp"
#include "store/sqlite.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace {

using host::open_sqlite_store;
using tests::Child;

constexpr std::int64_t an_hour_ms = 3'600'000;

class Leases : public testing::Test {
 protected:
  std::unique_ptr<host::Store> open() const { return open_sqlite_store(folder.path()); }
  void change(const char* sql) const { host::sqlite::Database(folder / "hif.db").execute(sql); }

  tests::Folder folder;
  std::unique_ptr<host::Store> store = open();
};

TEST_F(Leases, OneAtATimeHoldsIt) {
  const auto mine = store->acquire_lease("timely", "key", an_hour_ms);
  EXPECT_TRUE(mine.taken);
  EXPECT_EQ(mine.fence, 1u);
  const auto theirs = open()->acquire_lease("timely", "key", 5);
  EXPECT_FALSE(theirs.taken);
  EXPECT_EQ(theirs.fence, 1u);
  EXPECT_GT(theirs.left_ms, 0);
  EXPECT_LE(theirs.left_ms, an_hour_ms);
  EXPECT_FALSE(store->acquire_lease("timely", "key", 5).taken) << "the same process, too";
}

TEST_F(Leases, ScopesAndNamesAreKeptApart) {
  EXPECT_TRUE(store->acquire_lease("timely", "key", an_hour_ms).taken);
  EXPECT_TRUE(store->acquire_lease("timely", "other", an_hour_ms).taken);
  EXPECT_TRUE(store->acquire_lease("other", "key", an_hour_ms).taken);
}

TEST_F(Leases, AFenceOnlyGrowsAlsoAfterReleaseAndRestart) {
  for (std::uint64_t fence = 1; fence <= 5; ++fence) {
    const auto lease = store->acquire_lease("timely", "key", an_hour_ms);
    ASSERT_TRUE(lease.taken);
    ASSERT_EQ(lease.fence, fence);
    store->release_lease("timely", "key", fence);
    store.reset();
    store = open();
  }
}

TEST_F(Leases, ALapsedOneGoesToTheNextWhoMakesTheFirstLoseIt) {
  ASSERT_TRUE(store->acquire_lease("timely", "key", 1).taken);
  host::LeaseAnswer next;
  while (!next.taken) next = store->acquire_lease("timely", "key", an_hour_ms);
  EXPECT_EQ(next.fence, 2u);
  EXPECT_FALSE(store->renew_lease("timely", "key", 1, an_hour_ms));
  store->release_lease("timely", "key", 1);
  EXPECT_FALSE(store->acquire_lease("timely", "key", 5).taken) << "only its holder releases it";
}

TEST_F(Leases, RenewingHoldsItOnUnderTheSameFence) {
  ASSERT_TRUE(store->acquire_lease("timely", "key", 1).taken);
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  EXPECT_TRUE(store->renew_lease("timely", "key", 1, an_hour_ms)) << "lapsed, but nobody took it";
  const auto theirs = store->acquire_lease("timely", "key", 5);
  EXPECT_FALSE(theirs.taken);
  EXPECT_EQ(theirs.fence, 1u);
  store->release_lease("timely", "key", 1);
  EXPECT_FALSE(store->renew_lease("timely", "key", 1, an_hour_ms)) << "released";
  EXPECT_FALSE(store->renew_lease("timely", "none", 1, an_hour_ms));
}

// Else one could be held for as long as the clock was put back by.
TEST_F(Leases, OneFromBeforeTheClockWasSetBackIsFree) {
  ASSERT_TRUE(store->acquire_lease("timely", "key", 1000).taken);
  change("UPDATE lease SET until_us = until_us + 3600000000");
  EXPECT_TRUE(store->acquire_lease("timely", "key", 1000).taken);
}

TEST_F(Leases, TheLeaseOfAKilledProcessIsFreeAtOnce) {
  Child child([&] {
    if (!open()->acquire_lease("timely", "key", an_hour_ms).taken) return 1;
    ::raise(SIGKILL);
    return 2;
  });
  ASSERT_EQ(child.wait(), -SIGKILL);
  const auto lease = store->acquire_lease("timely", "key", an_hour_ms);
  EXPECT_TRUE(lease.taken);
  EXPECT_EQ(lease.fence, 2u);
}

TEST_F(Leases, TheLeaseOfAProcessThatCannotBeAskedLastsItsTime) {
  ASSERT_TRUE(store->acquire_lease("timely", "key", an_hour_ms).taken);
  change("UPDATE lease SET holder = 'another machine'");
  EXPECT_FALSE(store->acquire_lease("timely", "key", 5).taken);
}

// Each holder reads a number, waits, and writes it plus one: with two at a time some were lost.
TEST_F(Leases, ExcludeThreadsAndProcesses) {
  constexpr int processes = 4, threads = 2, turns = 10;
  const auto count = [&](host::Store& mine) {
    for (int turn = 0; turn < turns;) {
      const auto lease = mine.acquire_lease("timely", "key", an_hour_ms);
      if (!lease.taken) {
        std::this_thread::yield();
        continue;
      }
      const auto kept = mine.get_state("timely", "sum");
      std::this_thread::yield();
      const auto next = (kept ? std::stoi(kept->value) : 0) + 1;
      if (lease.fence != static_cast<std::uint64_t>(next)) return false; // one holder, one fence
      mine.put_state("timely", "sum", std::to_string(next), kept ? kept->revision : 0);
      mine.release_lease("timely", "key", lease.fence);
      ++turn;
    }
    return true;
  };
  std::vector<std::unique_ptr<Child>> children;
  for (int i = 0; i < processes; ++i)
    children.push_back(std::make_unique<Child>([&] {
      const auto mine = open();
      bool other_good = false;
      std::thread other([&] { other_good = count(*mine); });
      const bool good = count(*mine);
      other.join();
      return good && other_good ? 0 : 1;
    }));
  for (auto& child : children) EXPECT_EQ(child->wait(), 0);
  EXPECT_EQ(store->get_state("timely", "sum")->value, std::to_string(processes * threads * turns));
}

} // namespace
