// SPDX-License-Identifier: MIT
#include "package_builder.hpp"

#include <gtest/gtest.h>

#include <set>

namespace host::test {
namespace {

TEST(Documentation, HasALineForEachRefusalAsTheTableHasIt) {
  const auto page = read_file(REFUSALS_MD);
  for (const auto& row : refusal_table()) {
    const auto line = "| `" + std::string(row.name) + "` | " + std::string(row.meaning) + " | " +
                      std::string(row.remedy) + " |\n";
    EXPECT_NE(page.find(line), std::string::npos) << "to be put into refusals.md:\n" << line;
  }
}

TEST(Documentation, HasNoRefusalThatIsNot) {
  const auto page = read_file(REFUSALS_MD);
  std::size_t rows = 0;
  for (auto at = page.find("\n| `"); at != page.npos; at = page.find("\n| `", at + 1)) ++rows;
  EXPECT_EQ(rows, refusal_table().size());
}

TEST(Documentation, NamesOfRefusalsAreUniqueAndInKebabCase) {
  std::set<std::string_view> names;
  for (const auto& row : refusal_table()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), row.name.npos);
  }
}

} // namespace
} // namespace host::test
