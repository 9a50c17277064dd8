// SPDX-License-Identifier: MIT
#include "package/pack.hpp"
#include "package_builder.hpp"

#include <gtest/gtest.h>

namespace host::test {
namespace {

namespace fs = std::filesystem;
namespace json = hif::json;

TEST(Pack, FillsInSizesAndHashesAndTakesTheWritePermissionOfOthers) {
  const PluginFolder plugins;
  PackageBuilder package;
  package.add_catalogue("{}");
  package.at("/catalogue/sha256") = "";
  package.at("/libraries")
      .as_object()
      .set(this_platform(), json::Object{{"file", "libacme.so"}, {"sha256", ""}, {"size", 0}});
  const auto dir = package.write(plugins);
  fs::permissions(dir / "forms", fs::perms(0777));
  pack_package(dir);
  const auto found = find_package(dir, Discovery{});
  EXPECT_FALSE(found.refusal) << found.refusal->text();
  EXPECT_EQ(found.manifest->libraries.begin()->second.size, fs::file_size(dir / "libacme.so"));
}

TEST(Pack, SaysWhichFileIsNotThere) {
  const PluginFolder plugins;
  PackageBuilder package;
  const auto dir = package.write(plugins);
  fs::remove(dir / "libacme.so");
  EXPECT_EQ(failure_of([&] { pack_package(dir); }),
            "4: " + (dir / "libacme.so").string() +
                ": it cannot be read. Put the file there before packing.");
}

TEST(Pack, AFolderThatIsNotThereIsAMistakeOfTheUser) {
  EXPECT_EQ(failure_of([] { find_package("/nowhere", Discovery{}); }),
            "2: package folder /nowhere cannot be found: No such file or directory.");
}

} // namespace
} // namespace host::test
