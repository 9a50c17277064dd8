// SPDX-License-Identifier: MIT
// Every example of the documentation does what it says.

#include "mapping_fixture.hpp"
#include "transformer/compiler.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace {

// One line each for the steps and the records, in the order that they run and come in.
struct Example {
  std::string on_error = "fail";
  std::vector<std::string> steps, in, out;
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
      auto& example = found.back();
      if (word == "on_error")
        example.on_error = rest;
      else
        (word == "step" ? example.steps : word == "in" ? example.in : example.out).push_back(rest);
    }
  }
  return found;
}

std::string compact(const std::string& json) {
  return hif::json::print(hif::json::parse(json));
}

TEST(MappingReadme, ExamplesDoWhatTheySay) {
  const auto all = examples();
  EXPECT_GE(all.size(), 40u);
  for (const auto& example : all) {
    std::string steps;
    for (const auto& step : example.steps) steps += (steps.empty() ? "" : ",") + step;
    std::vector<std::string> in, out;
    for (const auto& record : example.in) in.push_back(compact(record));
    for (const auto& record : example.out) out.push_back(compact(record));
    mapping::Transformer transformer(mapping::config_of("[" + steps + "]", example.on_error));
    EXPECT_EQ(transformer.all(in), out) << steps;
  }
}

TEST(MappingReadme, ShowsEveryStep) {
  std::string steps;
  for (const auto& example : examples())
    for (const auto& step : example.steps) steps += step;
  for (const auto& step : timely::step_names())
    EXPECT_NE(steps.find("{\"" + std::string(step.name) + "\""), std::string::npos) << step.name;
}

// The form is what `describe` shows and `check` goes by: it knows the steps that there are.
TEST(MappingReadme, TheFormHasEveryStep) {
  std::ifstream file(MAPPING_FORM);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto form = hif::json::parse(text);
  const auto* known = form.find("definitions")->find("step")->find("properties");
  std::vector<std::string> in_form, in_code = {"on_error"};
  for (const auto& member : known->as_object()) in_form.push_back(member.name);
  for (const auto& step : timely::step_names()) in_code.emplace_back(step.name);
  std::sort(in_form.begin(), in_form.end());
  std::sort(in_code.begin(), in_code.end());
  EXPECT_EQ(in_form, in_code);
}

} // namespace
