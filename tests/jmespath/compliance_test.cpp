// SPDX-License-Identifier: MIT
// The public compliance cases of JMESPath (github.com/jmespath/jmespath.test), where they are at
// hand: in the folder that HIF_JMESPATH_CASES names, or beside the checkout.

#include "evaluating.hpp"
#include "jmespath/comparison.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace {

using hif::json::Value;

std::filesystem::path cases_folder() {
  const char* named = std::getenv("HIF_JMESPATH_CASES");
  return named ? named : JMESPATH_CASES_BESIDE;
}

Value read(const std::filesystem::path& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  return hif::json::parse(text.str());
}

// What is wrong with the outcome of a case; empty when nothing is.
std::string wrong(const Value& given, const Value& test) {
  const auto* error = test.find("error");
  try {
    const auto expression = timely::jmespath::compile(test.find("expression")->as_string());
    const auto result = expression.evaluate(given);
    if (error) return "gave " + hif::json::print(result) + ", not an error";
    const auto& wanted = *test.find("result");
    if (timely::jmespath::same(result, wanted)) return {};
    return "gave " + hif::json::print(result) + ", not " + hif::json::print(wanted);
  } catch (const timely::jmespath::Error& failure) {
    if (error && error->as_string() == name_of(failure.kind)) return {};
    return failure.what();
  }
}

TEST(Compliance, EveryPublicCaseHolds) {
  const auto folder = cases_folder();
  if (!std::filesystem::is_directory(folder))
    GTEST_SKIP()
        << "the public JMESPath cases are not there; HIF_JMESPATH_CASES names their folder";
  std::size_t cases = 0, held = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() != ".json") continue;
    const auto suites = read(file.path());
    for (const auto& suite : suites.as_array()) {
      for (const auto& test : suite.find("cases")->as_array()) {
        if (!test.find("expression")) continue;
        ++cases;
        const auto why = wrong(*suite.find("given"), test);
        held += why.empty();
        EXPECT_EQ(why, "") << file.path().filename() << ": "
                           << test.find("expression")->as_string();
      }
    }
  }
  EXPECT_GT(cases, 0u) << folder;
  std::cout << held << " of " << cases << " public cases hold\n";
}

} // namespace
