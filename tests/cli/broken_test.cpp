// SPDX-License-Identifier: MIT
// hif check on configurations that are broken, each in its own way. broken/NAME.yaml says in its
// last lines what is expected:
//   #: exit 2
//   #: 7:15 the message | the hint

#include "end_to_end/process.hpp"
#include "services/folder.hpp"

#include <hif/sdk/json_parse.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace {

namespace fs = std::filesystem;
using hif::json::Value;

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(BROKEN_CONFIGURATIONS))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

class Broken : public testing::TestWithParam<std::string> {
 protected:
  Broken() {
    // The expectation is no part of what is checked: some files are broken by their end.
    std::istringstream lines(
        tests::read_file(fs::path(BROKEN_CONFIGURATIONS) / (GetParam() + ".yaml")));
    std::string configuration;
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with("#: "))
        expected_ += line.substr(3) + "\n";
      else
        configuration += line + "\n";
    tests::write_file(folder_ / "hif.yaml", configuration);
    fs::create_directory(folder_ / "folder");
  }

  end_to_end::Finished check(std::vector<std::string> more = {}) const {
    std::vector<std::string> command{HIF_PROGRAM, "--data-dir", "data", "check"};
    command.insert(command.end(), more.begin(), more.end());
    return end_to_end::Process(command, folder_.path().string(), {{"HOME", "/nowhere"}}).wait();
  }

  tests::Folder folder_;
  std::string expected_;
};

std::string text(const Value& problem, const char* field) {
  return problem.find(field)->as_string();
}

TEST_P(Broken, IsSaidWithPlaceCauseAndRemedy) {
  const auto run = check({"-o", "json"});
  std::string found = "exit " + std::to_string(run.exit_code) + "\n";
  const auto report = hif::json::parse(run.out);
  EXPECT_EQ(*report.find("ok"), Value(false));
  for (const auto& problem : report.find("problems")->as_array()) {
    EXPECT_EQ(text(problem, "file"), "hif.yaml");
    const auto message = text(problem, "message");
    found += std::to_string(problem.find("line")->as_int64()) + ":" +
             std::to_string(problem.find("column")->as_int64()) + " " +
             message.substr(0, message.find('\n'));
    if (const auto hint = text(problem, "hint"); !hint.empty()) found += " | " + hint;
    found += "\n";
  }
  EXPECT_EQ(found, expected_);
}

TEST_P(Broken, IsSaidTheSameWayToPeople) {
  const auto run = check();
  EXPECT_EQ("exit " + std::to_string(run.exit_code), expected_.substr(0, expected_.find('\n')));
  std::istringstream lines(expected_);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    const auto blank = line.find(' ');
    const auto end = line.find(" | ");
    const auto place = "hif.yaml:" + line.substr(0, blank) + ": ";
    EXPECT_NE(run.out.find(place + line.substr(blank + 1, end - blank - 1)), std::string::npos)
        << run.out;
  }
}

INSTANTIATE_TEST_SUITE_P(Configuration, Broken, testing::ValuesIn(names()),
                         [](const auto& info) { return info.param; });

TEST(BrokenConfigurations, AreFiftyAtLeast) {
  EXPECT_GE(names().size(), 50u);
}

} // namespace
