// SPDX-License-Identifier: MIT
#include "package_builder.hpp"

#include <gtest/gtest.h>

namespace host::test {
namespace {

namespace fs = std::filesystem;

TEST(Discovery, LooksAtFoldersOfTheFirstLevelAlone) {
  const PluginFolder plugins;
  PackageBuilder package;
  const auto dir = package.write(plugins);
  fs::create_directories(plugins.path() / "deeper");
  fs::rename(dir, plugins.path() / "deeper" / "acme-1.0.0");
  write_file(plugins.path() / "manifest.json", "{}");
  EXPECT_TRUE(PackageSet::discover(plugins.discovery()).packages().empty());
}

TEST(Discovery, ABadPackageDoesNotStopTheOthers) {
  const PluginFolder plugins;
  PackageBuilder good, bad;
  good.write(plugins);
  bad.folder = "broken-1.0.0";
  bad.manifest_text = "{";
  bad.write(plugins);
  const auto set = PackageSet::discover(plugins.discovery());
  ASSERT_EQ(set.packages().size(), 2u);
  EXPECT_EQ(set.packages()[0]->state(), State::ok);
  EXPECT_EQ(set.packages()[0]->library_state(), "not opened");
  EXPECT_EQ(set.packages()[0]->abi(), "1.2");
  EXPECT_EQ(set.packages()[1]->state(), State::refused);
  EXPECT_EQ(set.packages()[1]->id(), "broken");
  EXPECT_EQ(set.packages()[1]->version(), "1.0.0");
  EXPECT_EQ(set.prototypes().size(), 1u);
}

TEST(Discovery, ADirectoryNamedByTheUserMustExist) {
  Discovery discovery;
  discovery.dirs.push_back({"/nowhere/at/all", true});
  EXPECT_EQ(failure_of([&] { PackageSet::discover(discovery); }),
            "2: plugin directory /nowhere/at/all cannot be found: No such file or directory. "
            "Correct --plugin-dir or HIF_PLUGIN_PATH.");
}

TEST(Discovery, ADirectoryByDefaultNeedNotExist) {
  Discovery discovery;
  discovery.dirs.push_back({"/nowhere/at/all", false});
  EXPECT_TRUE(PackageSet::discover(discovery).packages().empty());
}

TEST(Discovery, ADirectoryNamedTwiceIsSeenOnce) {
  const PluginFolder plugins;
  PackageBuilder package;
  package.write(plugins);
  auto discovery = plugins.discovery();
  discovery.dirs.push_back({plugins.path() / ".", true});
  EXPECT_EQ(PackageSet::discover(discovery).packages().size(), 1u);
}

TEST(Discovery, AMissingLibraryIsSeenWithoutOpeningIt) {
  const PluginFolder plugins;
  PackageBuilder package;
  const auto dir = package.write(plugins);
  fs::remove(dir / "libacme.so");
  expect_refusal(only_refusal(plugins), "library-missing", dir / "libacme.so",
                 "there is no such file");
}

TEST(Discovery, ALibraryOfAnotherSizeIsSeenWithoutOpeningIt) {
  const PluginFolder plugins;
  PackageBuilder package;
  const auto dir = package.write(plugins);
  write_file(dir / "libacme.so", "short");
  expect_refusal(only_refusal(plugins), "library-size-differs", dir / "libacme.so",
                 "it has 5 bytes, and the manifest says ");
}

TEST(Discovery, AMissingCatalogueIsRefused) {
  const PluginFolder plugins;
  PackageBuilder package;
  package.add_catalogue("{}");
  package.files.erase("catalogue.json");
  const auto dir = package.write(plugins);
  expect_refusal(only_refusal(plugins), "catalogue-missing", dir / "catalogue.json",
                 "there is no such file");
}

TEST(PackageSet, AnUnknownPrototypeBringsTheNearestName) {
  const PluginFolder plugins;
  PackageBuilder package;
  package.write(plugins);
  const auto set = PackageSet::discover(plugins.discovery());
  const auto failure = failure_of([&] { set.find("acme.cpoy"); });
  EXPECT_EQ(failure, "4: prototype \"acme.cpoy\" is in no package of " + plugins.path().string() +
                         ". Did you mean \"acme.copy\"? hif prototypes lists what there is, hif "
                         "plugins what is refused.");
}

TEST(PackageSet, APrototypeOfARefusedPackageBringsTheRefusal) {
  const PluginFolder plugins;
  PackageBuilder package;
  package.at("/abi/major") = 7;
  package.write(plugins);
  const auto set = PackageSet::discover(plugins.discovery());
  const auto failure = failure_of([&] { set.find("acme.copy"); });
  EXPECT_NE(failure.find("4: prototype \"acme.copy\" cannot be used: its package acme 1.0.0 is "
                         "refused, abi-major-differs: "),
            std::string::npos)
      << failure;
}

TEST(PackageSet, APrototypeOfAPackageWithoutReadableManifestBringsTheRefusal) {
  const PluginFolder plugins;
  PackageBuilder package;
  package.manifest_text = "{";
  package.write(plugins);
  const auto set = PackageSet::discover(plugins.discovery());
  const auto failure = failure_of([&] { set.find("acme.copy"); });
  EXPECT_NE(failure.find("manifest-malformed"), std::string::npos) << failure;
}

TEST(PackageSet, FindsAPrototypeWithWhatTheManifestSaysOfIt) {
  const PluginFolder plugins;
  PackageBuilder package;
  package.write(plugins);
  const auto set = PackageSet::discover(plugins.discovery());
  const auto& prototype = set.find("acme.copy");
  EXPECT_EQ(prototype.name(), "Copy");
  EXPECT_EQ(name_of(prototype.kind()), "transformer");
  EXPECT_EQ(prototype.package().id(), "acme");
  EXPECT_EQ(prototype.form().find("properties")->find("depth")->find("default")->as_int64(), 3);
  EXPECT_EQ(failure_of([&] { prototype.catalogue(); }),
            "2: prototype \"acme.copy\" has no entities.");
}

} // namespace
} // namespace host::test
