// SPDX-License-Identifier: MIT
// An entity read for each record of another.

#include "workbench.hpp"

#include <hif/sdk/json_parse.hpp>

#include <gtest/gtest.h>

#include <csignal>
#include <set>

namespace end_to_end {
namespace {

std::string route(const std::string& entity, const std::string& for_each) {
  return "incoming:\n  each:\n    prototype: timely.subscriber\n    client: timely\n    config:\n"
         "      method: GET\n      entity: " +
         entity + "\n      for_each:\n" + for_each +
         "outgoing:\n  file: {prototype: host.file_publisher, config: {path: each.ndjson}}\n"
         "routes:\n  read: {incoming: each, outgoing: [file]}\n";
}

const std::string users = "        entity: List all users\n        into: {path.user_id: id}\n"
                          "        add: {user_id: id, user: name}\n";

std::set<std::string> values(const std::string& ndjson, const char* name) {
  std::set<std::string> all;
  for (const auto& line : lines_of(ndjson))
    all.insert(hif::json::parse(line).find(name)->as_number().text);
  return all;
}

TEST(ForEach, CapacitiesOfEveryUserBearTheUsersIdAndName) {
  Workbench bench;
  bench.configure_with_token(route("Retrieve user's capacities", users));
  const auto run = bench.hif({"run"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto listed = bench.hif({"get", "timely", "List all users"});
  EXPECT_EQ(values(bench.read("each.ndjson"), "user_id"), values(listed.out, "id"));
  for (const auto& line : lines_of(bench.read("each.ndjson")))
    EXPECT_TRUE(hif::json::parse(line).find("user")->is_string()) << line;
}

TEST(ForEach, WhatIsWrongIsNamedWhereItStands) {
  Workbench bench;
  bench.configure_with_token(route("Retrieve user's capacities",
                                   "        entity: List all users\n"
                                   "        into: {path.usr_id: id}\n"));
  const auto check = bench.hif({"check"});
  EXPECT_EQ(check.exit_code, 2);
  const auto problems = lines_of(check.out);
  ASSERT_EQ(problems.size(), 1u) << check.out;
  EXPECT_TRUE(problems[0].starts_with("hif.yaml:20:")) << problems[0];
  EXPECT_NE(problems[0].find("\"user_id\""), std::string::npos) << problems[0];
}

TEST(ForEach, IsAskedLiveAndPlanned) {
  Workbench bench;
  bench.configure_with_token(route("Retrieve user's capacities", users));
  const auto live = bench.hif({"check", "--live"});
  EXPECT_EQ(live.exit_code, 0) << live.err;
  const auto plan = bench.hif({"plan", "-o", "json"});
  EXPECT_EQ(plan.exit_code, 0) << plan.err;
  const auto planned = hif::json::parse(plan.out).as_array().at(0).find("requests")->as_int64();
  const auto before = bench.sandbox().count();
  ASSERT_EQ(bench.hif({"run"}).exit_code, 0);
  EXPECT_NEAR(static_cast<double>(planned), static_cast<double>(bench.sandbox().count() - before),
              10);
}

TEST(ForEach, KilledAgainAndAgainGivesTheSameFileInTheEnd) {
  Workbench bench;
  bench.configure_with_token(route("Retrieve user's capacities", users));
  ASSERT_EQ(bench.hif({"run"}).exit_code, 0);
  const auto truth = bench.read("each.ndjson");
  bench.sandbox().set_faults(
      R"({"faults":[{"match":{"path":"/capacities$"},"fault":{"delay_ms":20}}]})");
  int killed = 0, hit = 0;
  for (auto arguments = std::vector<std::string>{"run", "--full"};; arguments = {"run"}) {
    auto run = bench.start_hif(arguments);
    const auto before = bench.sandbox().count();
    for (int ms = 0; ms < 10'000 && killed < 3 && bench.sandbox().count() < before + 5; ++ms)
      ::usleep(1000);
    if (killed++ < 3) run.signal(SIGKILL);
    const auto finished = run.wait();
    if (finished.exit_code == 0) break;
    ASSERT_EQ(finished.exit_code, -SIGKILL) << finished.err;
    ++hit;
    ASSERT_LT(killed, 20);
  }
  EXPECT_GT(hit, 0);
  EXPECT_EQ(bench.read("each.ndjson"), truth);
}

} // namespace
} // namespace end_to_end
