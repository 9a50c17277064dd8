// SPDX-License-Identifier: MIT
// What is left of the store when the disk fails, at each single step that it is asked for.

#include "effort.hpp"
#include "store/fault_disk.hpp"
#include "store/sqlite.hpp"
#include "store/sqlite_store.hpp"

#include "services/folder.hpp"

#include <gtest/gtest.h>

namespace {

using tests::FaultDisk;
using tests::Folder;

// Under a sanitizer fewer: each commit has the same steps, at each of which the disk fails once.
constexpr std::uint64_t commits = tests::sanitized ? 2 : 5, tasks_a_commit = 3;

// Commit number n is position n and three tasks more, so that any mixture of two would show.
void commit(host::Store& store, std::uint64_t n) {
  std::vector<host::Task> failed(tasks_a_commit, {.route = "r",
                                                  .outgoing = "out",
                                                  .status = "Failed",
                                                  .attempts = 1,
                                                  .error = "no",
                                                  .record = std::string(3000, 'x')});
  store.commit("r",
               {.checkpoint = std::to_string(n), .outgoing = {{"out", {std::to_string(n), n}}}},
               failed);
}

// Commits from where the store stands, as long as the disk lets it; gives how many it said are
// kept.
std::uint64_t commit_while_well(host::Store& store, std::string& complaint) {
  std::uint64_t kept = 0;
  try {
    const auto position = store.position("r");
    kept = position ? position->outgoing.at("out").settled : 0;
    while (kept < commits) {
      commit(store, kept + 1);
      ++kept;
    }
  } catch (const std::runtime_error& error) {
    complaint = error.what();
  }
  return kept;
}

// The number of the commit that the store holds, all of it.
std::uint64_t whole_commit(const Folder& folder) {
  {
    host::sqlite::Database raw(folder / "hif.db");
    host::sqlite::Statement check(raw, "PRAGMA integrity_check");
    EXPECT_TRUE(check.step());
    EXPECT_EQ(check.text(0), "ok");
  }
  const auto store = host::open_sqlite_store(folder.path());
  const auto position = store->position("r");
  const auto n = position ? position->outgoing.at("out").settled : 0;
  EXPECT_EQ(position ? position->checkpoint : "0", std::to_string(n));
  EXPECT_EQ(store->tasks().size(), n * tasks_a_commit);
  return n;
}

TEST(StoreAfterAPowerCut, IsWholeAndHasEveryCommitThatItSaidWasKept) {
  std::mt19937 random(7);
  std::uint64_t step = 1;
  for (bool cut = true; cut; ++step) {
    ASSERT_LT(step, 2000u) << "the fault never stops happening";
    Folder folder;
    FaultDisk disk;
    std::string complaint;
    disk.break_at(step, FaultDisk::Fault::power_cut);
    auto store = host::open_sqlite_store(folder.path());
    const auto kept = commit_while_well(*store, complaint);
    store.reset();
    cut = disk.mend();
    disk.come_back_from_power_cut(random);
    const auto found = whole_commit(folder);
    ASSERT_GE(found, kept) << "step " << step << ": " << complaint;
    ASSERT_LE(found, kept + 1) << "step " << step;
    ASSERT_EQ(complaint.empty(), kept == commits) << "step " << step << ": " << complaint;
    // And it goes on from there.
    store = host::open_sqlite_store(folder.path());
    std::string none;
    ASSERT_EQ(commit_while_well(*store, none), commits) << "step " << step << ": " << none;
  }
  EXPECT_GT(step, 30u) << "each commit writes and syncs";
}

TEST(StoreOnAFullDisk, SaysSoKeepsWhatItHasAndGoesOnWhenThereIsRoom) {
  std::uint64_t step = 1, reported = 0;
  for (bool full = true; full; ++step) {
    ASSERT_LT(step, 2000u) << "the fault never stops happening";
    Folder folder;
    FaultDisk disk;
    std::string complaint;
    disk.break_at(step, FaultDisk::Fault::full);
    const auto store = host::open_sqlite_store(folder.path());
    const auto kept = commit_while_well(*store, complaint);
    full = disk.mend();
    if (!complaint.empty()) {
      ++reported;
      ASSERT_NE(complaint.find("the disk is full; make room"), std::string::npos) << complaint;
      ASSERT_NE(complaint.find("hif.db"), std::string::npos) << complaint;
    }
    ASSERT_GE(whole_commit(folder), kept) << "step " << step;
    std::string none;
    ASSERT_EQ(commit_while_well(*store, none), commits) << "step " << step << ": " << none;
    ASSERT_EQ(whole_commit(folder), commits) << "step " << step;
  }
  EXPECT_GT(reported, 0u);
}

TEST(StoreWhoseDiskCannotSync, ReportsItAndStaysWhole) {
  std::uint64_t step = 1, reported = 0;
  for (bool failed = true; failed; ++step) {
    ASSERT_LT(step, 2000u) << "the fault never stops happening";
    Folder folder;
    FaultDisk disk;
    std::string complaint;
    disk.break_at(step, FaultDisk::Fault::sync_fails);
    auto store = host::open_sqlite_store(folder.path());
    const auto kept = commit_while_well(*store, complaint);
    failed = disk.mend();
    if (!complaint.empty()) ++reported;
    store.reset();
    const auto found = whole_commit(folder);
    ASSERT_GE(found, kept) << "step " << step << ": " << complaint;
    ASSERT_LE(found, kept + 1) << "step " << step;
  }
  EXPECT_GT(reported, 0u);
}

} // namespace
