// SPDX-License-Identifier: MIT
// Every example of the documentation does what it says.

#include "querying.hpp"

namespace {

using transforming::compact;
using transforming::lines_of;

TEST(JqReadme, ExamplesDoWhatTheySay) {
  const auto examples = transforming::examples_of(JQ_README);
  EXPECT_GE(examples.size(), 3u);
  for (const auto& example : examples) {
    std::vector<std::string> wanted;
    for (const auto& line : lines_of(example, "out")) wanted.push_back(compact(line));
    const auto program = lines_of(example, "program").at(0);
    EXPECT_EQ(querying::run(program, compact(lines_of(example, "in").at(0))), wanted) << program;
  }
}

} // namespace
