// SPDX-License-Identifier: MIT
// Every example of the documentation does what it says.

#include "mapping_fixture.hpp"

#include <fstream>

namespace {

struct Example {
  std::string on_error = "fail", step, in, out;
};

std::vector<Example> examples() {
  std::vector<Example> found;
  std::ifstream file(MAPPING_README);
  std::string line;
  bool inside = false;
  while (std::getline(file, line)) {
    if (line.starts_with("```")) {
      inside = line == "```example";
      if (inside) found.emplace_back();
    } else if (inside) {
      const auto word = line.substr(0, line.find(' '));
      const auto rest = line.substr(line.find_first_not_of(' ', word.size()));
      (word == "step"  ? found.back().step
       : word == "in"  ? found.back().in
       : word == "out" ? found.back().out
                       : found.back().on_error) = rest;
    }
  }
  return found;
}

std::string compact(const std::string& json) {
  return hif::json::print(hif::json::parse(json));
}

TEST(MappingReadme, ExamplesDoWhatTheySay) {
  const auto all = examples();
  EXPECT_GE(all.size(), 13u);
  for (const auto& example : all)
    EXPECT_EQ(mapping::map("[" + example.step + "]", compact(example.in), example.on_error),
              compact(example.out))
        << example.step;
}

TEST(MappingReadme, ShowsEveryStep) {
  std::string steps;
  for (const auto& example : examples()) steps += example.step;
  for (const auto* name : {"set", "default", "copy", "move", "rename", "delete", "drop", "keep"})
    EXPECT_NE(steps.find("{\"" + std::string(name) + "\""), std::string::npos) << name;
}

} // namespace
