// SPDX-License-Identifier: MIT
#include "services/sealed_file.hpp"

#include "services/child.hpp"
#include "services/folder.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace {

using tests::Child;
using tests::Folder;
using tests::mode_of;

std::string refusal(const tests::fs::path& path) {
  try {
    host::read_private(path);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(PrivateFile, IsReadableByItsOwnerAlone) {
  Folder folder;
  host::replace_private(folder / "a", "one");
  EXPECT_EQ(mode_of(folder / "a"), 0600u);
  EXPECT_EQ(host::read_private(folder / "a"), "one");
}

TEST(PrivateFile, IsReplacedAsAWholeAndLeavesNothingBesideIt) {
  Folder folder;
  host::replace_private(folder / "a", std::string(100'000, 'x'));
  host::replace_private(folder / "a", "two");
  EXPECT_EQ(host::read_private(folder / "a"), "two");
  EXPECT_EQ(tests::files_below(folder.path()).size(), 1u);
}

TEST(PrivateFile, ThatIsMissingIsNone) {
  Folder folder;
  EXPECT_EQ(host::read_private(folder / "none"), std::nullopt);
}

TEST(PrivateFile, IsMadeOnce) {
  Folder folder;
  EXPECT_TRUE(host::create_private(folder / "a", "first"));
  EXPECT_FALSE(host::create_private(folder / "a", "second"));
  EXPECT_EQ(host::read_private(folder / "a"), "first");
  EXPECT_EQ(tests::files_below(folder.path()).size(), 1u);
}

TEST(PrivateFile, ThatOthersCanReadIsRefusedWithTheRemedy) {
  Folder folder;
  tests::write_file(folder / "a", "known to all");
  for (const auto mode : {0640, 0604, 0620, 0602}) {
    ASSERT_EQ(::chmod((folder / "a").c_str(), static_cast<mode_t>(mode)), 0);
    EXPECT_NE(refusal(folder / "a").find("chmod 600 " + (folder / "a").string()),
              std::string::npos);
  }
}

TEST(PrivateFile, BehindASymbolicLinkIsRefused) {
  Folder folder;
  host::replace_private(folder / "a", "one");
  tests::fs::create_symlink(folder / "a", folder / "link");
  EXPECT_NE(refusal(folder / "link").find((folder / "link").string()), std::string::npos);
}

TEST(PrivateFile, ThatIsAPipeIsRefusedAndNotWaitedFor) {
  Folder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_NE(refusal(folder / "pipe").find("is not a regular file"), std::string::npos);
}

TEST(PrivateFile, InAFolderThatIsMissingCannotBeMade) {
  Folder folder;
  EXPECT_THROW(host::replace_private(folder / "none" / "a", "x"), std::runtime_error);
}

TEST(PrivateFolder, IsForItsOwnerAloneAndSoAreTheParentsThatItNeeded) {
  Folder folder;
  host::make_private_folder(folder / "a" / "b" / "c");
  for (const auto* made : {"a", "a/b", "a/b/c"}) EXPECT_EQ(mode_of(folder / made), 0700u) << made;
  host::make_private_folder(folder / "a" / "b" / "c"); // again: nothing to do
}

TEST(PrivateFolder, CannotBeMadeWhereAFileIs) {
  Folder folder;
  tests::write_file(folder / "a", "");
  EXPECT_THROW(host::make_private_folder(folder / "a" / "b"), std::runtime_error);
}

TEST(FileLock, KeepsOutASecondHolderAlsoOfTheSameProcess) {
  Folder folder;
  {
    const host::FileLock held(folder / "lock");
    EXPECT_FALSE(host::FileLock::attempt(folder / "lock"));
  }
  EXPECT_TRUE(host::FileLock::attempt(folder / "lock"));
}

TEST(FileLock, MovesWithItsOwner) {
  Folder folder;
  auto first = host::FileLock::attempt(folder / "lock");
  ASSERT_TRUE(first);
  const auto second = std::move(*first);
  first.reset();
  EXPECT_FALSE(host::FileLock::attempt(folder / "lock"));
}

TEST(FileLock, EndsWithAProcessThatIsKilled) {
  Folder folder;
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  Child child([&] {
    const host::FileLock held(folder / "lock");
    if (::write(ready[1], "x", 1) != 1) return 1;
    ::pause();
    return 0;
  });
  char byte;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_FALSE(host::FileLock::attempt(folder / "lock"));
  child.signal(SIGKILL);
  EXPECT_EQ(child.wait(), -SIGKILL);
  EXPECT_TRUE(host::FileLock::attempt(folder / "lock"));
  ::close(ready[0]);
  ::close(ready[1]);
}

} // namespace
