// SPDX-License-Identifier: MIT
// Records out of Timely.

#include "workbench.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

#include <csignal>
#include <set>

namespace end_to_end {
namespace {

std::string window(Workbench& bench) {
  const auto facts = bench.sandbox().description();
  return "{since: " + facts.find("events_since")->as_string() +
         ", upto: " + facts.find("events_upto")->as_string() + "}";
}

std::string hours_route(Workbench& bench, const std::string& more = "") {
  return "incoming:\n  hours:\n    prototype: timely.subscriber\n    client: timely\n    config:\n"
         "      method: GET\n      entity: List time entries\n"
         "      request_parameters: {query: " +
         window(bench) + "}\n" + more +
         "outgoing:\n  file:\n    prototype: host.file_publisher\n    config: {path: "
         "hours.ndjson}\n"
         "routes:\n  read:\n    incoming: hours\n    outgoing: [file]\n";
}

std::set<std::string> ids_of(const std::string& ndjson) {
  std::set<std::string> ids;
  for (const auto& line : lines_of(ndjson))
    ids.insert(hif::json::parse(line).find("id")->as_number().text);
  return ids;
}

TEST(Read, EveryHourOfTheWindowIsInTheFileOnce) {
  Workbench bench({.events = 950});
  bench.configure_with_token(hours_route(bench, "      page_size: 100\n"));
  const auto run = bench.hif({"run", "-o", "json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto text = bench.read("hours.ndjson");
  EXPECT_EQ(lines_of(text).size(), 950u);
  EXPECT_EQ(ids_of(text).size(), 950u);
  const auto summary = hif::json::parse(lines_of(run.out).back());
  EXPECT_EQ(summary.find("route")->as_string(), "read");
  EXPECT_EQ(summary.find("status")->as_string(), "done");
  EXPECT_EQ(summary.find("records_in")->as_int64(), 950);
  EXPECT_EQ(summary.find("records_out")->as_int64(), 950);
  EXPECT_GE(summary.find("requests")->as_int64(), 10);
  EXPECT_GT(summary.find("bytes_in")->as_int64(), 0);
}

TEST(Read, AServerThatCapsThePageSilentlyLosesNothing) {
  Workbench bench({.events = 230, .page_cap = 50});
  bench.configure_with_token(hours_route(bench));
  ASSERT_EQ(bench.hif({"run"}).exit_code, 0);
  EXPECT_EQ(ids_of(bench.read("hours.ndjson")).size(), 230u);
}

TEST(Read, TransformersOfTheIncomingRunOnEveryRecord) {
  Workbench bench({.events = 20});
  bench.configure_with_token(hours_route(
      bench,
      "    transformers:\n      - prototype: timely.mapping\n        config:\n          steps:\n"
      "            - keep: [id, day, duration.total_seconds]\n            - rename: {day: "
      "date}\n"));
  ASSERT_EQ(bench.hif({"run"}).exit_code, 0);
  for (const auto& line : lines_of(bench.read("hours.ndjson"))) {
    const auto record = hif::json::parse(line);
    EXPECT_EQ(record.as_object().size(), 3u) << line;
    EXPECT_TRUE(record.find("date")) << line;
  }
}

TEST(Read, InputTransformersMakeTheRequestParameters) {
  Workbench bench({.events = 20});
  bench.configure_with_token(
      "incoming:\n  clients:\n    prototype: timely.subscriber\n    client: timely\n    config:\n"
      "      method: GET\n      entity: List all clients\n      request_parameters: {query: {}}\n"
      "    input_transformers:\n      - prototype: timely.mapping\n        config:\n"
      "          steps: [{set: {query.show: archived}}]\n"
      "outgoing:\n  out:\n    prototype: host.file_publisher\n    config: {path: '-'}\n"
      "routes:\n  read:\n    incoming: clients\n    outgoing: [out]\n");
  const auto run = bench.hif({"run"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto seen = bench.sandbox().requests();
  EXPECT_EQ(seen.front().request.parameter("show"), "archived");
}

TEST(Read, AllReportsAsksTheSeedsPath) {
  Workbench bench;
  bench.configure_with_token();
  bench.hif({"get", "timely", "All Reports", "--path", "account_id=61234", "--payload",
             R"({"since":"2026-11-01","until":"2026-11-30"})"});
  EXPECT_EQ(bench.sandbox().count("POST", "/1.1/61234/reports"), 1u);
}

TEST(Read, GetPrintsRecordsAloneAndStopsAtMaxRecords) {
  Workbench bench({.events = 60});
  bench.configure_with_token();
  const auto facts = bench.sandbox().description();
  const auto got =
      bench.hif({"get", "timely", "List all events", "--query",
                 "since=" + facts.find("events_since")->as_string(), "--query",
                 "upto=" + facts.find("events_upto")->as_string(), "--max-records", "7"});
  ASSERT_EQ(got.exit_code, 0) << got.err;
  EXPECT_EQ(lines_of(got.out).size(), 7u);
  EXPECT_EQ(ids_of(got.out).size(), 7u);
}

TEST(Read, ASecondRunAppendsAndFullMakesAnew) {
  Workbench bench({.events = 30});
  bench.configure_with_token(hours_route(bench));
  ASSERT_EQ(bench.hif({"run"}).exit_code, 0);
  ASSERT_EQ(bench.hif({"run"}).exit_code, 0);
  EXPECT_EQ(lines_of(bench.read("hours.ndjson")).size(), 60u);
  ASSERT_EQ(bench.hif({"run", "--full"}).exit_code, 0);
  EXPECT_EQ(lines_of(bench.read("hours.ndjson")).size(), 30u);
}

TEST(Read, ARunThatWasKilledGoesOnAndTheFileHasEverythingOnce) {
  Workbench bench({.events = 600});
  bench.configure_with_token(hours_route(bench, "      page_size: 10\n      prefetch: 1\n"));
  bench.sandbox().set_faults(
      R"({"faults":[{"match":{"path":"/hours$"},"fault":{"delay_ms":15}}]})");
  int killed = 0;
  while (true) {
    auto run = bench.start_hif({"run"});
    const auto before = bench.sandbox().count();
    for (int ms = 0; ms < 10'000 && killed < 5 && bench.sandbox().count() < before + 7; ++ms)
      ::usleep(1000);
    if (killed++ < 5) run.signal(SIGKILL);
    if (run.wait().exit_code == 0) break;
    ASSERT_LT(killed, 50);
  }
  const auto text = bench.read("hours.ndjson");
  EXPECT_EQ(lines_of(text).size(), 600u);
  EXPECT_EQ(ids_of(text).size(), 600u);
}

TEST(Read, AnInterruptedRunKeepsItsPositionAndExits130) {
  Workbench bench({.events = 300});
  bench.configure_with_token(hours_route(bench, "      page_size: 10\n      prefetch: 1\n"));
  bench.sandbox().set_faults(
      R"({"faults":[{"match":{"path":"/hours$"},"fault":{"delay_ms":20}}]})");
  auto run = bench.start_hif({"run"});
  for (int ms = 0; ms < 10'000 && bench.sandbox().count() < 4; ++ms) ::usleep(1000);
  run.signal(SIGTERM);
  EXPECT_EQ(run.wait().exit_code, 130);
  bench.sandbox().set_faults("");
  ASSERT_EQ(bench.hif({"run"}).exit_code, 0);
  EXPECT_EQ(lines_of(bench.read("hours.ndjson")).size(), 300u);
  EXPECT_EQ(ids_of(bench.read("hours.ndjson")).size(), 300u);
}

} // namespace
} // namespace end_to_end
