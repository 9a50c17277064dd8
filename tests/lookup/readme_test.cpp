// SPDX-License-Identifier: MIT
// Every example of the documentation does what it says.

#include "looking.hpp"

namespace {

using transforming::compact;
using transforming::lines_of;

TEST(LookupReadme, ExamplesDoWhatTheySay) {
  const auto examples = transforming::examples_of(LOOKUP_README);
  EXPECT_EQ(examples.size(), 9u);
  for (const auto& example : examples) {
    std::string lookups;
    for (const auto& line : lines_of(example, "lookup"))
      lookups += (lookups.empty() ? "[" : ",") + line;
    looking::Looking looking(looking::config(lookups + "]"));
    const auto got = looking.one(compact(lines_of(example, "in").at(0)));
    const auto error = lines_of(example, "error");
    EXPECT_EQ(got, error.empty() ? compact(lines_of(example, "out").at(0)) : error[0]) << lookups;
  }
}

} // namespace
