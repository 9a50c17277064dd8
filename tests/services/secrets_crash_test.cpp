// SPDX-License-Identifier: MIT
// Secrets under several processes, some of which do not live to the end.

#include "services/child.hpp"
#include "services/folder.hpp"
#include "services/secrets.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <thread>

namespace {

using host::Secrets;
using tests::Child;
using tests::Folder;

// Replaces the secret by "value <revision>" as often as it can win, `times` times.
void count_up(Secrets& secrets, int times) {
  for (int done = 0; done < times;) {
    const auto kept = secrets.get("shop", "token");
    const auto revision = kept ? kept->revision : 0;
    if (secrets.put("shop", "token", "value " + std::to_string(revision + 1), revision)) ++done;
  }
}

TEST(SecretsOfManyProcesses, CountEveryReplacementOnce) {
  ::unsetenv("HIF_SECRET_KEY");
  Folder folder;
  constexpr int processes = 4, times = 25;
  std::vector<std::unique_ptr<Child>> children;
  for (int i = 0; i < processes; ++i)
    children.push_back(std::make_unique<Child>([&] {
      Secrets secrets(folder.path());
      count_up(secrets, times);
      return 0;
    }));
  for (const auto& child : children) EXPECT_EQ(child->wait(), 0);
  const auto kept = Secrets(folder.path()).get("shop", "token");
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->revision, std::uint64_t{processes * times});
  EXPECT_EQ(kept->value, "value " + std::to_string(processes * times));
}

TEST(SecretsOfManyThreads, CountEveryReplacementOnce) {
  ::unsetenv("HIF_SECRET_KEY");
  Folder folder;
  Secrets secrets(folder.path());
  std::thread other([&] { count_up(secrets, 25); });
  count_up(secrets, 25);
  other.join();
  EXPECT_EQ(secrets.get("shop", "token")->revision, 50u);
}

TEST(SecretsOfAKilledProcess, AlwaysOpenAndAreOfOneRevision) {
  ::unsetenv("HIF_SECRET_KEY");
  Folder folder;
  std::mt19937 random(7);
  std::uint64_t last = 0;
  for (int round = 0; round < 40; ++round) {
    Child child([&] {
      Secrets secrets(folder.path());
      count_up(secrets, 1'000'000);
      return 0;
    });
    tests::sleep_us(std::uniform_int_distribution<long>(0, 20'000)(random));
    child.signal(SIGKILL);
    ASSERT_EQ(child.wait(), -SIGKILL);
    const auto kept = Secrets(folder.path()).get("shop", "token");
    if (!kept) continue; // it did not come that far
    ASSERT_EQ(kept->value, "value " + std::to_string(kept->revision));
    ASSERT_GE(kept->revision, last);
    last = kept->revision;
  }
  Secrets secrets(folder.path());
  count_up(secrets, 1); // and nothing is locked
  EXPECT_EQ(secrets.get("shop", "token")->revision, last + 1);
  // What the killed ones had begun is gone: there are the secret and its lock.
  EXPECT_EQ(tests::files_below(folder / "secrets").size(), 2u);
}

} // namespace
