// SPDX-License-Identifier: MIT
#include "package/manifest.hpp"

#include <gtest/gtest.h>

namespace host::test {
namespace {

TEST(Version, IsSpelledAsSemanticVersioningHasIt) {
  for (const auto* good :
       {"0.0.0", "1.2.3", "10.20.30", "1.0.0-rc.1", "1.0.0-alpha-x", "1.0.0+b.7", "1.0.0-rc+b-7"})
    EXPECT_TRUE(is_version(good)) << good;
  for (const auto* bad : {"", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.", "v1.0.0", "1.0.0-", "1.0.0+",
                          "1.0.0-a..b", "1.0.0-a_b", "1..0", "-1.0.0"})
    EXPECT_FALSE(is_version(bad)) << bad;
}

TEST(Version, IsOrderedAsSemanticVersioningHasIt) {
  const char* ascending[] = {"0.9.9",      "1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta",
                             "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
                             "1.0.0",      "1.0.9",        "1.0.10",        "1.2.0",
                             "2.0.0"};
  for (std::size_t i = 1; i < std::size(ascending); ++i) {
    EXPECT_LT(compare_versions(ascending[i - 1], ascending[i]), 0) << ascending[i];
    EXPECT_GT(compare_versions(ascending[i], ascending[i - 1]), 0) << ascending[i];
  }
  EXPECT_EQ(compare_versions("1.0.0+one", "1.0.0+two"), 0);
}

TEST(Id, IsLowerCaseWithDots) {
  for (const auto* good : {"a", "acme", "acme.invoices", "a1_b.c2"})
    EXPECT_TRUE(is_id(good)) << good;
  for (const auto* bad : {"", "A", "1a", "a.", ".a", "a..b", "a-b", "a b", "a._b"})
    EXPECT_FALSE(is_id(bad)) << bad;
}

} // namespace
} // namespace host::test
