// SPDX-License-Identifier: MIT
// Time entries into Timely: each once, whatever happens on the way.

#include "workbench.hpp"

#include <hif/sdk/json_parse.hpp>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <random>
#include <thread>

namespace end_to_end {
namespace {

using timely::sandbox::Options;
using timely::sandbox::Sandbox;

constexpr const char* day = "2026-03-09";

std::string entries_route(const std::string& more_of_config = "",
                          const std::string& entity = "Create an event",
                          const std::string& method = "POST") {
  return "incoming:\n  new:\n    prototype: host.file_subscriber\n    config: {path: new.ndjson}\n"
         "outgoing:\n  log:\n    prototype: timely.publisher\n    client: timely\n    config:\n"
         "      method: " +
         method + "\n      entity: " + entity + "\n" + more_of_config +
         "routes:\n  log:\n    incoming: new\n    outgoing: [log]\n";
}

std::string entry(const std::string& external_id, const std::string& more = "") {
  return "{\"day\":\"" + std::string(day) + "\",\"hours\":1,\"note\":\"work\",\"external_id\":\"" +
         external_id + "\"" + more + "}\n";
}

std::string entries(int count) {
  std::string records;
  for (int i = 0; i < count; ++i) records += entry("x-" + std::to_string(i));
  return records;
}

// How many entries of the day have each identifier.
std::map<std::string, int> by_external_id(Sandbox& sandbox) {
  std::map<std::string, int> counts;
  for (int page = 1;; ++page) {
    timely::sandbox::Request request;
    request.method = "GET";
    request.path = "/1.1/" + std::to_string(sandbox.account_id()) + "/events";
    request.query_text = "since=" + std::string(day) + "&upto=" + day +
                         "&filter=all&sort=id&order=asc&per_page=5000&page=" + std::to_string(page);
    request.query = timely::sandbox::parse_form(request.query_text);
    request.headers["authorization"] = "Bearer " + sandbox.access_token();
    const auto list = hif::json::parse(sandbox.answer(request).body);
    for (const auto& event : list.as_array())
      if (const auto* id = event.find("external_id"); id && id->is_string())
        ++counts[id->as_string()];
    if (list.as_array().size() < 5000) return counts;
  }
}

std::map<std::string, int> each_once(int count) {
  std::map<std::string, int> wanted;
  for (int i = 0; i < count; ++i) wanted["x-" + std::to_string(i)] = 1;
  return wanted;
}

std::string fault(const std::string& match, const std::string& what) {
  return R"({"faults":[{"match":)" + match + R"(,"fault":)" + what + "}]}";
}

TEST(Once, TroubleBeforeAndAfterTheEffectLosesNothingAndDoublesNothing) {
  const auto post = [](int nth) {
    return R"({"method":"POST","path":"/(events|hours)$","nth":)" + std::to_string(nth) + "}";
  };
  struct Way {
    const char* config;
    int nth; // of several at once, one that goes over a connection that is open
  };
  constexpr Way ways[] = {{"      bulk: off\n", 2},
                          {"      bulk: {max_items: 3}\n", 2},
                          {"      bulk: off\n      connections: 2\n", 6}};
  for (const auto* trouble :
       {R"({"when":"after","reset":"before_response"})",
        R"({"when":"before","reset":"before_response"})", R"({"when":"after","status":500})",
        R"({"when":"before","status":503})", R"({"when":"after","reset":"mid_body"})",
        R"({"when":"after","reset":"mid_headers"})", R"({"when":"after","truncate":5})",
        R"({"when":"after","garbage":true})", R"({"when":"after","delay_ms":150})"}) {
    for (const auto& [config, nth] : ways) {
      Workbench bench;
      bench.configure_with_token(entries_route(config));
      bench.write("new.ndjson", entries(7));
      bench.sandbox().set_faults(fault(post(nth), trouble));
      const auto run = bench.hif({"run", "-o", "json"});
      EXPECT_EQ(run.exit_code, 0) << trouble << run.err << run.out;
      EXPECT_EQ(by_external_id(bench.sandbox()), each_once(7)) << trouble << config;
    }
  }
}

TEST(Once, ResultsNameTheRecordsByTheirPlaceAndTheirId) {
  Workbench bench;
  bench.configure_with_token(entries_route());
  bench.write("new.ndjson", entry("x-0") + entry("x-1", ",\"user_id\":1") + entry("x-2"));
  const auto run = bench.hif({"run", "-o", "json"});
  EXPECT_EQ(run.exit_code, 1) << run.err;
  const auto lines = lines_of(run.out);
  ASSERT_EQ(lines.size(), 4u) << run.out;
  const auto refused = hif::json::parse(lines[1]);
  EXPECT_EQ(refused.find("status")->as_string(), "failed");
  EXPECT_NE(refused.find("error")->as_string().find("user_id"), std::string::npos) << lines[1];
  EXPECT_NE(refused.find("details")->find("fields")->find("user_id"), nullptr) << lines[1];
  for (const auto i : {0u, 2u}) {
    const auto made = hif::json::parse(lines[i]);
    EXPECT_EQ(made.find("status")->as_string(), "created") << lines[i];
    EXPECT_TRUE(made.find("id")->is_integer());
  }
  EXPECT_EQ(hif::json::parse(lines[3]).find("failed")->as_int64(), 1);
}

TEST(Once, ManyCreatesAreGatheredAHundredAtATime) {
  const bool all = std::getenv("HIF_ALL") != nullptr;
  const int count = all ? 20'000 : 1'000;
  Workbench bench(Options{.events = 10});
  bench.configure_with_token(entries_route());
  bench.write("new.ndjson", entries(count));
  const auto run = bench.hif({"run"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(bench.sandbox().event_count(), static_cast<std::size_t>(count) + 10);
  EXPECT_EQ(bench.sandbox().count("POST", "/1.1/" + std::to_string(bench.sandbox().account_id()) +
                                              "/bulk/events"),
            static_cast<std::size_t>(count) / 100);
  EXPECT_EQ(by_external_id(bench.sandbox()), each_once(count));
}

TEST(Once, RowsOfAJobAreReadBack) {
  Workbench bench(Options{.bulk_async_threshold = 5});
  bench.configure_with_token(entries_route());
  bench.write("new.ndjson", entries(12));
  const auto run = bench.hif({"run", "-o", "json"});
  EXPECT_EQ(run.exit_code, 0) << run.err << run.out;
  for (const auto& line : lines_of(run.out))
    if (line.find("\"index\"") != line.npos) {
      EXPECT_NE(line.find("\"created\""), line.npos) << line;
    }
  EXPECT_EQ(by_external_id(bench.sandbox()), each_once(12));
}

TEST(Once, DryRunShowsGatheredRequestsAsJsonAndAsCurl) {
  Workbench bench;
  bench.configure_with_token(entries_route());
  bench.write("new.ndjson", entries(3));
  const auto run = bench.hif({"run", "--dry-run"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto lines = lines_of(run.out);
  ASSERT_EQ(lines.size(), 1u) << run.out;
  const auto request = hif::json::parse(lines[0]);
  EXPECT_TRUE(request.find("url")->as_string().ends_with("/bulk/events"));
  EXPECT_EQ(request.find("body")->find("create")->as_array().size(), 3u);
  const auto curl = bench.hif({"run", "--dry-run", "-o", "text"});
  EXPECT_TRUE(curl.out.starts_with("curl -X POST '")) << curl.out;
  EXPECT_EQ(bench.sandbox().count(), 0u);
}

TEST(Once, DeletesAreGatheredAndWhatIsNotThereFails) {
  Workbench bench;
  bench.configure_with_token(entries_route());
  bench.write("new.ndjson", entries(3));
  const auto made = bench.hif({"run", "-o", "json"});
  std::string records;
  for (const auto& line : lines_of(made.out)) {
    const auto result = hif::json::parse(line);
    if (const auto* id = result.find("id"))
      records += "{\"path\":{\"id\":" + std::to_string(id->as_int64()) + "}}\n";
  }
  records += "{\"path\":{\"id\":4}}\n";
  bench.configure_with_token(entries_route("", "Delete an event", "DELETE"));
  bench.write("new.ndjson", records);
  const auto run = bench.hif({"run", "--full", "-o", "json"});
  EXPECT_EQ(run.exit_code, 1) << run.err;
  const auto lines = lines_of(run.out);
  ASSERT_EQ(lines.size(), 5u) << run.out;
  EXPECT_EQ(hif::json::parse(lines[0]).find("status")->as_string(), "deleted");
  EXPECT_EQ(hif::json::parse(lines[3]).find("status")->as_string(), "failed");
  EXPECT_TRUE(by_external_id(bench.sandbox()).empty());
}

// The store takes no more while the requests go out: the run fails, and so do those after it, until
// there is room again. Each gets the same records.
TEST(Once, StoreThatCannotKeepThePositionDoublesNothing) {
  for (const auto* bulk : {"      bulk: off\n", ""}) {
    Workbench bench(Options{.events = 10});
    bench.configure_with_token(entries_route(bulk));
    bench.write("new.ndjson", "");
    ASSERT_EQ(bench.hif({"run"}).exit_code, 0);
    bench.write("new.ndjson", entries(7));
    sqlite3* store = nullptr;
    const auto path = bench.folder() / "state" / "hif" / "hif.db";
    ASSERT_EQ(sqlite3_open(path.c_str(), &store), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(store,
                           "CREATE TRIGGER no_room BEFORE INSERT ON position WHEN "
                           "length(NEW.value)>0 OR NEW.settled>0 "
                           "BEGIN SELECT RAISE(ABORT, 'no room'); END",
                           nullptr, nullptr, nullptr),
              SQLITE_OK);
    for (int run = 0; run < 3; ++run) {
      const auto failed = bench.hif({"run"});
      EXPECT_EQ(failed.exit_code, 1);
      EXPECT_NE(failed.err.find("no room"), failed.err.npos) << failed.err;
      EXPECT_EQ(by_external_id(bench.sandbox()), each_once(7));
    }
    sqlite3_exec(store, "DROP TRIGGER no_room", nullptr, nullptr, nullptr);
    sqlite3_close(store);
    const auto run = bench.hif({"run", "-o", "json"});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_EQ(lines_of(run.out).size(), 8u) << run.out;
    EXPECT_EQ(by_external_id(bench.sandbox()), each_once(7)) << bulk;
  }
}

// Killed at any moment, with requests that take a while, so that many are carried out after their
// sender is gone. HIF_KILLS says how often.
TEST(Once, KilledAtAnyMomentEveryEntryIsThereOnce) {
  const auto* wanted = std::getenv("HIF_KILLS");
  const int kills = wanted ? std::atoi(wanted) : 8;
  std::mt19937 random(7);
  for (int done = 0, round = 0; done < kills; ++round) {
    Workbench bench(Options{.events = 10});
    const bool single = round % 2 == 0;
    bench.configure_with_token(entries_route(single ? "      bulk: off\n      connections: 3\n"
                                                    : "      bulk: {max_items: 5}\n"));
    bench.write("new.ndjson", entries(20));
    bench.sandbox().set_faults(
        fault(R"({"method":"POST","path":"events$"})", R"({"when":"after","delay_ms":20})"));
    Finished last;
    for (int kill = 0; kill < 4; ++kill, ++done) {
      auto running = bench.start_hif({"run"});
      std::this_thread::sleep_for(std::chrono::microseconds(
          std::uniform_int_distribution<int>(10'000, single ? 300'000 : 200'000)(random)));
      running.signal(SIGKILL);
      last = running.wait();
      if (last.exit_code == 0) break; // it was done already
    }
    if (last.exit_code != 0) last = bench.hif({"run"});
    ASSERT_EQ(last.exit_code, 0) << last.err;
    ASSERT_EQ(by_external_id(bench.sandbox()), each_once(20)) << "after " << done << " kills";
  }
}

} // namespace
} // namespace end_to_end
