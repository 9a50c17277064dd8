// SPDX-License-Identifier: MIT
// Packages that are good by themselves and stand in each other's way.
#include "package_builder.hpp"

#include <gtest/gtest.h>

namespace host::test {
namespace {

TEST(Rivals, TheNewestVersionIsUsedAndTheOthersAreInactive) {
  const PluginFolder plugins;
  const auto old = PackageBuilder("1.9.0").write(plugins);
  const auto newest = PackageBuilder("1.10.0").write(plugins);
  PackageBuilder("1.10.0-rc.1").write(plugins);
  const auto set = PackageSet::discover(plugins.discovery());
  std::string states;
  for (const auto* package : set.packages())
    states += package->version() + " " + std::string(name_of(package->state())) + "\n";
  EXPECT_EQ(states, "1.10.0 ok\n1.10.0-rc.1 inactive\n1.9.0 inactive\n");
  expect_refusal(*set.packages()[2]->refusal(), "older-version", old,
                 "version 1.10.0 in " + newest.string() + " is used instead");
  EXPECT_EQ(set.find("acme.copy").package().version(), "1.10.0");
}

TEST(Rivals, ARefusedNewestVersionLeavesTheOlderOneInUse) {
  const PluginFolder plugins;
  PackageBuilder("1.0.0").write(plugins);
  PackageBuilder broken("2.0.0");
  broken.at("/abi/major") = 2;
  broken.write(plugins);
  const auto set = PackageSet::discover(plugins.discovery());
  EXPECT_EQ(set.find("acme.copy").package().version(), "1.0.0");
}

TEST(Rivals, TheSameVersionTwiceIsRefusedBothTimes) {
  const PluginFolder plugins, others;
  const auto one = PackageBuilder().write(plugins);
  const auto two = PackageBuilder().write(others);
  auto discovery = plugins.discovery();
  discovery.dirs.push_back({others.path(), true});
  const auto set = PackageSet::discover(discovery);
  ASSERT_EQ(set.packages().size(), 2u);
  expect_refusal(*set.packages()[0]->refusal(), "duplicate-package", one,
                 "acme 1.0.0 is also in " + two.string());
  expect_refusal(*set.packages()[1]->refusal(), "duplicate-package", two,
                 "acme 1.0.0 is also in " + one.string());
  EXPECT_TRUE(set.prototypes().empty());
}

TEST(Rivals, OnePrototypeInTwoPackagesIsRefusedInBoth) {
  const PluginFolder plugins;
  PackageBuilder outer, inner;
  outer.at("/prototypes/0/id") = "acme.copy.deep";
  inner.at("/id") = "acme.copy";
  inner.at("/prototypes/0/id") = "acme.copy.deep";
  const auto outer_dir = outer.write(plugins), inner_dir = inner.write(plugins);
  const auto found = find_packages(plugins.discovery());
  ASSERT_EQ(found.size(), 2u);
  expect_refusal(*found[0].refusal, "duplicate-prototype", outer_dir,
                 "the prototype acme.copy.deep is also in " + inner_dir.string());
  expect_refusal(*found[1].refusal, "duplicate-prototype", inner_dir,
                 "the prototype acme.copy.deep is also in " + outer_dir.string());
}

TEST(Rivals, ABuiltInPackageStaysWhatItIs) {
  const PluginFolder plugins;
  PackageBuilder package("9.0.0");
  const auto dir = package.write(plugins);
  auto discovery = plugins.discovery();
  discovery.built_in.push_back({R"({
    "manifest_version": 1, "id": "acme", "version": "1.0.0", "name": "A", "publisher": "A",
    "license": "MIT", "abi": {"major": 1, "min_minor": 1, "built_minor": 2},
    "permissions": {"network": false, "secrets": false},
    "prototypes": [{"id": "acme.copy", "kind": "transformer", "name": "C", "form": "form.json"}]
  })",
                                {{"form.json", R"({"type": "object"})"}},
                                nullptr});
  const auto found = find_packages(discovery);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].state, State::ok);
  expect_refusal(*found[1].refusal, "duplicate-package", dir, "is also in (built in)");
}

} // namespace
} // namespace host::test
