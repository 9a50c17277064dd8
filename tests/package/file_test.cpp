// SPDX-License-Identifier: MIT
// Who may change a package's files.
#include "package_builder.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

namespace host::test {
namespace {

namespace fs = std::filesystem;

class File : public testing::Test {
 protected:
  void expect_insecure(const fs::path& file, const std::string& text) {
    expect_refusal(only_refusal(plugins), "insecure-permissions", file, text);
  }

  PluginFolder plugins;
  PackageBuilder package;
  fs::path dir = package.write(plugins);
};

TEST_F(File, AFolderThatEverybodyMayChangeIsRefused) {
  fs::permissions(dir, fs::perms(0757));
  expect_insecure(dir, "everybody may write to it (mode 0757)");
}

TEST_F(File, AFolderThatItsGroupMayChangeIsRefused) {
  fs::permissions(dir, fs::perms(0775));
  expect_insecure(dir, "its group may write to it (mode 0775)");
}

TEST_F(File, APluginDirectoryThatEverybodyMayChangeSpoilsItsPackages) {
  fs::permissions(plugins.path(), fs::perms(0777));
  expect_insecure(plugins.path(), "everybody may write to it");
}

TEST_F(File, AManifestThatOthersMayChangeIsRefused) {
  fs::permissions(dir / "manifest.json", fs::perms(0664));
  expect_insecure(dir / "manifest.json", "its group may write to it (mode 0664)");
}

TEST_F(File, ALibraryThatOthersMayChangeIsRefusedWithoutOpeningIt) {
  fs::permissions(dir / "libacme.so", fs::perms(0666));
  expect_insecure(dir / "libacme.so", "everybody may write to it");
}

TEST_F(File, AFolderOfFormsThatOthersMayChangeIsRefused) {
  fs::permissions(dir / "forms", fs::perms(0777));
  expect_insecure(dir / "forms", "everybody may write to it");
}

TEST_F(File, ASymbolicLinkIsRefused) {
  fs::rename(dir / "manifest.json", plugins.path() / "elsewhere.json");
  fs::create_symlink(plugins.path() / "elsewhere.json", dir / "manifest.json");
  expect_insecure(dir / "manifest.json", "it is a symbolic link");
}

TEST_F(File, ALinkInPlaceOfThePackagesFolderIsRefused) {
  const PluginFolder elsewhere;
  PackageBuilder other;
  const auto target = other.write(elsewhere);
  fs::remove_all(dir);
  fs::create_directory_symlink(target, dir);
  expect_insecure(dir, "it is a symbolic link");
}

TEST_F(File, ANamedPipeIsRefusedAndNotWaitedFor) {
  fs::remove(dir / "manifest.json");
  ASSERT_EQ(mkfifo((dir / "manifest.json").c_str(), 0600), 0);
  expect_insecure(dir / "manifest.json", "it is not a plain file");
}

TEST_F(File, AFileOfAnotherUserIsRefused) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  ASSERT_EQ(chown((dir / "manifest.json").c_str(), 12345, static_cast<gid_t>(-1)), 0);
  expect_insecure(dir / "manifest.json", "it belongs to user 12345");
}

TEST_F(File, TheRemedyIsNamed) {
  fs::permissions(dir, fs::perms(0777));
  EXPECT_NE(only_refusal(plugins).remedy.find("chmod go-w"), std::string::npos);
}

} // namespace
} // namespace host::test
