// SPDX-License-Identifier: MIT
// What a run would cost.

#include "workbench.hpp"

#include <hif/sdk/json_parse.hpp>

#include <gtest/gtest.h>

namespace end_to_end {
namespace {

using hif::json::Value;

std::string route_to(Workbench& bench, const std::string& outgoing) {
  const auto facts = bench.sandbox().description();
  return "incoming:\n  hours:\n    prototype: timely.subscriber\n    client: timely\n    config:\n"
         "      method: GET\n      entity: List time entries\n      page_size: 100\n"
         "      request_parameters: {query: {since: " +
         facts.find("events_since")->as_string() +
         ", upto: " + facts.find("events_upto")->as_string() + "}}\noutgoing:\n  out:\n" +
         outgoing + "routes:\n  read:\n    incoming: hours\n    outgoing: [out]\n";
}

const std::string to_file =
    "    prototype: host.file_publisher\n    config: {path: hours.ndjson}\n";

Value only_plan(const Finished& finished) {
  return hif::json::parse(lines_of(finished.out).at(0)).as_array().at(0);
}

std::int64_t number(const Value& plan, const char* name) {
  return plan.find(name)->as_int64();
}

TEST(Plan, SaysBeforeTheFirstRunWhatItWillCost) {
  Workbench bench({.events = 950});
  bench.configure_with_token(route_to(bench, to_file));
  const auto planned = bench.hif({"plan", "-o", "json"});
  ASSERT_EQ(planned.exit_code, 0) << planned.err;
  const auto plan = only_plan(planned);
  EXPECT_EQ(plan.find("route")->as_string(), "read");
  EXPECT_EQ(plan.find("basis")->as_string(), "incoming");
  EXPECT_LE(number(plan, "records_at_least"), 950);
  EXPECT_GE(number(plan, "records_at_most"), 950);
  EXPECT_EQ(number(plan, "write_requests"), 0);
  EXPECT_GE(plan.find("minutes")->as_double(), 0);
  EXPECT_EQ(number(plan, "asked"), static_cast<std::int64_t>(bench.sandbox().count()));
  EXPECT_FALSE(bench.exists("hours.ndjson"));
  EXPECT_FALSE(plan.find("last_run"));

  const auto run = bench.hif({"run", "-o", "json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto requests = number(hif::json::parse(lines_of(run.out).back()), "requests");
  EXPECT_NEAR(static_cast<double>(number(plan, "requests")), static_cast<double>(requests), 3);
  EXPECT_EQ(lines_of(bench.read("hours.ndjson")).size(), 950u);
}

TEST(Plan, MinutesFollowTheLimitOfTheClient) {
  Workbench bench({.events = 300});
  bench.configure(route_to(bench, to_file),
                  "      access_token: " + bench.sandbox().access_token() +
                      "\n      rate: {max_per_second: 2}\n");
  const auto plan = only_plan(bench.hif({"plan", "read", "-o", "json"}));
  EXPECT_EQ(plan.find("rate_basis")->as_string(), "limit");
  EXPECT_EQ(plan.find("requests_per_second")->as_double(), 2);
  EXPECT_DOUBLE_EQ(plan.find("minutes")->as_double(),
                   static_cast<double>(number(plan, "requests")) / 2 / 60);
}

TEST(Plan, EachRecordIsARequestWhereItIsWrittenToTheVendor) {
  Workbench bench({.events = 40});
  bench.configure_with_token(route_to(
      bench, "    prototype: timely.publisher\n    client: timely\n    config: {method: POST, "
             "entity: Create a client}\n"));
  const auto plan = only_plan(bench.hif({"plan", "-o", "json"}));
  EXPECT_EQ(number(plan, "write_requests"), number(plan, "records"));
}

TEST(Plan, IncomingThatCannotTellIsPlannedByTheLastRun) {
  Workbench bench;
  bench.write("in.ndjson", "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
  bench.write("hif.yaml",
              "version: 1\nincoming:\n  in: {prototype: host.file_subscriber, config: {path: "
              "in.ndjson}}\noutgoing:\n  out: {prototype: host.file_publisher, config: {path: "
              "out.ndjson}}\nroutes:\n  copy: {incoming: in, outgoing: [out]}\n");
  const auto before = bench.hif({"plan", "-o", "json"});
  EXPECT_EQ(before.exit_code, 0) << before.err;
  EXPECT_TRUE(only_plan(before).find("basis")->is_null());
  EXPECT_TRUE(only_plan(before).find("records")->is_null());
  ASSERT_EQ(bench.hif({"run", "--max-records", "1"}).exit_code, 0);
  EXPECT_TRUE(only_plan(bench.hif({"plan", "-o", "json"})).find("basis")->is_null());
  ASSERT_EQ(bench.hif({"run", "--full"}).exit_code, 0);
  const auto plan = only_plan(bench.hif({"plan", "-o", "json"}));
  EXPECT_EQ(plan.find("basis")->as_string(), "last run");
  EXPECT_EQ(number(plan, "records"), 3);
  EXPECT_EQ(number(plan, "requests"), 0);
  EXPECT_EQ(number(*plan.find("last_run"), "records_in"), 3);
}

TEST(Plan, TextNamesEachRouteAndHowItIsKnown) {
  Workbench bench({.events = 250});
  bench.configure_with_token(route_to(bench, to_file));
  const auto planned = bench.hif({"plan"});
  ASSERT_EQ(planned.exit_code, 0) << planned.err;
  const auto lines = lines_of(planned.out);
  ASSERT_EQ(lines.size(), 2u) << planned.out;
  EXPECT_TRUE(lines[0].starts_with("ROUTE")) << lines[0];
  EXPECT_TRUE(lines[1].starts_with("read ")) << lines[1];
  EXPECT_NE(lines[1].find("the end of the list was looked for"), std::string::npos) << lines[1];
}

TEST(Plan, ExitCodesAreThoseOfEveryCommand) {
  Workbench bench({.events = 30});
  bench.configure_with_token(route_to(bench, to_file));
  const auto unknown = bench.hif({"plan", "raed"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.err.find("read"), std::string::npos) << unknown.err;
  ASSERT_EQ(bench.hif({"run"}).exit_code, 0);

  bench.configure(route_to(bench, to_file), "      access_token: wrong\n");
  const auto refused = bench.hif({"plan", "-o", "json"});
  EXPECT_EQ(refused.exit_code, 3) << refused.err;
  EXPECT_NE(refused.err.find("hours"), std::string::npos) << refused.err;
  // What the last run says is said all the same.
  EXPECT_EQ(only_plan(refused).find("basis")->as_string(), "last run");
  EXPECT_EQ(number(only_plan(refused), "records"), 30);

  bench.configure_with_token(route_to(bench, to_file));
  bench.sandbox().set_faults(R"({"faults":[{"match":{"path":"/hours$"},"fault":{"status":403}}]})");
  EXPECT_EQ(bench.hif({"plan"}).exit_code, 3);
}

} // namespace
} // namespace end_to_end
