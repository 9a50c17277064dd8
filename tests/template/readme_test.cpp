// SPDX-License-Identifier: MIT
// Every example of the documentation does what it says.

#include "templating.hpp"

namespace {

using transforming::compact;
using transforming::lines_of;

TEST(TemplateReadme, ExamplesDoWhatTheySay) {
  const auto examples = transforming::examples_of(TEMPLATE_README);
  EXPECT_GE(examples.size(), 9u);
  for (const auto& example : examples) {
    const auto policy = lines_of(example, "on_error");
    std::vector<std::string> wanted;
    for (const auto& line : lines_of(example, "out")) wanted.push_back(compact(line));
    const auto text = lines_of(example, "template").at(0);
    EXPECT_EQ(templating::filled(text, compact(lines_of(example, "in").at(0)),
                                 policy.empty() ? "fail" : policy[0]),
              wanted)
        << text;
  }
}

} // namespace
