// SPDX-License-Identifier: MIT
#include "services/secret_key.hpp"

#include "services/child.hpp"
#include "services/folder.hpp"
#include "text/failure.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

namespace {

using tests::Child;
using tests::Folder;

class SecretKeyOf : public testing::Test {
 protected:
  SecretKeyOf() { ::unsetenv("HIF_SECRET_KEY"); }
  ~SecretKeyOf() override { ::unsetenv("HIF_SECRET_KEY"); }
  Folder folder;
};

host::Failure failure_of(const tests::fs::path& data_dir) {
  try {
    host::secret_key(data_dir);
  } catch (const host::Failure& failure) {
    return failure;
  }
  return {host::Exit::done, ""};
}

TEST_F(SecretKeyOf, ADataFolderIsMadeOnceAndForItsOwnerAlone) {
  const auto data_dir = folder / "data";
  const auto key = host::secret_key(data_dir);
  EXPECT_EQ(tests::mode_of(data_dir / "secret.key"), 0600u);
  EXPECT_EQ(tests::mode_of(data_dir), 0700u);
  EXPECT_EQ(host::secret_key(data_dir), key);
  EXPECT_TRUE(std::any_of(key.begin(), key.end(), [](auto byte) { return byte != 0; }));
}

TEST_F(SecretKeyOf, TheEnvironmentGoesBeforeTheFileAndMakesNone) {
  ::setenv("HIF_SECRET_KEY", std::string(64, 'A').c_str(), 1);
  const auto key = host::secret_key(folder / "data");
  EXPECT_TRUE(std::all_of(key.begin(), key.end(), [](auto byte) { return byte == 0xAA; }));
  EXPECT_FALSE(tests::fs::exists(folder / "data"));
}

TEST_F(SecretKeyOf, TheEnvironmentThatIsNoKeyIsAUsageErrorThatDoesNotShowIt) {
  for (const auto& bad : {std::string("hunter2"), std::string(63, 'a'), std::string(64, 'g')}) {
    ::setenv("HIF_SECRET_KEY", bad.c_str(), 1);
    const auto failure = failure_of(folder / "data");
    EXPECT_EQ(failure.exit_code, host::Exit::usage);
    EXPECT_NE(std::string(failure.what()).find("64 hexadecimal digits"), std::string::npos);
    EXPECT_EQ(std::string(failure.what()).find(bad), std::string::npos);
  }
}

TEST_F(SecretKeyOf, ADamagedFileIsReportedAndLeftAsItIs) {
  tests::write_file(folder / "secret.key", "not a key\n");
  tests::fs::permissions(folder / "secret.key", tests::fs::perms(0600));
  const auto failure = failure_of(folder.path());
  EXPECT_EQ(failure.exit_code, host::Exit::unauthorised);
  EXPECT_NE(std::string(failure.what()).find("secret.key"), std::string::npos);
  EXPECT_EQ(tests::read_file(folder / "secret.key"), "not a key\n");
}

TEST_F(SecretKeyOf, AFileThatOthersCanReadIsRefused) {
  host::secret_key(folder.path());
  tests::fs::permissions(folder / "secret.key", tests::fs::perms(0644));
  EXPECT_THROW(host::secret_key(folder.path()), std::runtime_error);
}

TEST_F(SecretKeyOf, ManyProcessesThatStartAtOnceIsOneKey) {
  const auto data_dir = folder / "data";
  int gate[2], keys[2];
  ASSERT_EQ(::pipe(gate), 0);
  ASSERT_EQ(::pipe(keys), 0);
  std::vector<std::unique_ptr<Child>> children;
  constexpr int count = 12;
  for (int i = 0; i < count; ++i)
    children.push_back(std::make_unique<Child>([&] {
      ::close(gate[1]);
      char byte;
      if (::read(gate[0], &byte, 1) != 0) return 1; // until all are there
      const auto key = host::secret_key(data_dir);
      return ::write(keys[1], key.data(), key.size()) == 32 ? 0 : 1;
    }));
  ::close(gate[1]);
  for (const auto& child : children) EXPECT_EQ(child->wait(), 0);
  const auto kept = host::secret_key(data_dir);
  for (int i = 0; i < count; ++i) {
    host::SecretKey key{};
    ASSERT_EQ(::read(keys[0], key.data(), key.size()), 32);
    EXPECT_EQ(key, kept);
  }
  EXPECT_EQ(tests::files_below(data_dir).size(), 1u);
  EXPECT_EQ(tests::mode_of(data_dir / "secret.key"), 0600u);
  for (const int fd : {gate[0], keys[0], keys[1]}) ::close(fd);
}

} // namespace
