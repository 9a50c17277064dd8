// SPDX-License-Identifier: MIT
// Time entries over several lanes: each once, and those of one key in order, whatever happens.

#include "workbench.hpp"

#include <hif/sdk/json_parse.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <random>
#include <thread>
#include <vector>

namespace end_to_end {
namespace {

using timely::sandbox::Options;
using timely::sandbox::Sandbox;

constexpr const char* day = "2026-03-09";

std::string route(int lanes) {
  return "incoming:\n  new:\n    prototype: host.file_subscriber\n    config: {path: new.ndjson}\n"
         "outgoing:\n  log:\n    prototype: timely.publisher\n    client: timely\n"
         "    lanes: " +
         std::to_string(lanes) +
         "\n    lane_key: note\n"
         "    config: {method: POST, entity: Create an event, bulk: \"off\"}\n"
         "routes:\n  log:\n    incoming: new\n    outgoing: [log]\n";
}

// So many entries of each of five keys, in turn.
std::string entries(int of_each) {
  std::string records;
  for (int n = 0; n < of_each; ++n)
    for (int key = 0; key < 5; ++key)
      records += "{\"day\":\"" + std::string(day) + "\",\"hours\":1,\"note\":\"key " +
                 std::to_string(key) + "\",\"external_id\":\"" + std::to_string(key) + "-" +
                 std::to_string(n) + "\"}\n";
  return records;
}

// The identifiers of the entries of each key, in the order in which they were made.
std::map<std::string, std::vector<std::string>> made(Sandbox& sandbox) {
  timely::sandbox::Request request;
  request.method = "GET";
  request.path = "/1.1/" + std::to_string(sandbox.account_id()) + "/events";
  request.query_text = "since=" + std::string(day) + "&upto=" + day +
                       "&filter=all&sort=id&order=asc&per_page=5000&page=1";
  request.query = timely::sandbox::parse_form(request.query_text);
  request.headers["authorization"] = "Bearer " + sandbox.access_token();
  std::map<std::string, std::vector<std::string>> by_key;
  const auto list = hif::json::parse(sandbox.answer(request).body);
  for (const auto& event : list.as_array())
    if (const auto* id = event.find("external_id"); id && id->is_string())
      by_key[event.find("note")->as_string()].push_back(id->as_string());
  return by_key;
}

std::map<std::string, std::vector<std::string>> each_once(int of_each) {
  std::map<std::string, std::vector<std::string>> wanted;
  for (int key = 0; key < 5; ++key)
    for (int n = 0; n < of_each; ++n)
      wanted["key " + std::to_string(key)].push_back(std::to_string(key) + "-" + std::to_string(n));
  return wanted;
}

// HIF_KILLS says how often. The number of lanes is changed between the runs as well.
TEST(Lanes, KilledAtAnyMomentEveryEntryIsThereOnceAndInOrder) {
  const auto* wanted = std::getenv("HIF_KILLS");
  const int kills = wanted ? std::atoi(wanted) : 8;
  std::mt19937 random(11);
  int hit = 0;
  double longest_us = 300'000;
  for (int done = 0; done < kills || hit == 0;) {
    ASSERT_LT(done, kills + 50) << "no kill meets a run at its work";
    Workbench bench(Options{.events = 10});
    bench.write("new.ndjson", entries(6));
    bench.sandbox().set_faults(R"({"faults":[{"match":{"method":"POST","path":"events$"},)"
                               R"("fault":{"when":"after","delay_ms":20}}]})");
    Finished last;
    for (int kill = 0; kill < 4; ++kill, ++done) {
      bench.configure_with_token(route(1 + static_cast<int>(random() % 4)));
      auto running = bench.start_hif({"run"});
      std::this_thread::sleep_for(std::chrono::microseconds(
          std::uniform_int_distribution<int>(10'000, static_cast<int>(longest_us))(random)));
      running.signal(SIGKILL);
      last = running.wait();
      if (last.exit_code == 0) break; // it was done already
      ASSERT_EQ(last.exit_code, -SIGKILL) << last.err;
      if (!made(bench.sandbox()).empty())
        ++hit;
      else
        longest_us *= 1.2; // it takes its time to begin
    }
    if (last.exit_code != 0) last = bench.hif({"run"});
    ASSERT_EQ(last.exit_code, 0) << last.err;
    ASSERT_EQ(made(bench.sandbox()), each_once(6)) << "after " << done << " kills";
  }
}

TEST(Lanes, DrainWhenTheyAreToldToStop) {
  Workbench bench(Options{.events = 10});
  bench.write("new.ndjson", entries(20));
  bench.configure_with_token(route(4));
  bench.sandbox().set_faults(R"({"faults":[{"match":{"method":"POST","path":"events$"},)"
                             R"("fault":{"when":"after","delay_ms":100}}]})");
  auto running = bench.start_hif({"run"});
  for (int ms = 0; ms < 10'000 && made(bench.sandbox()).empty(); ++ms)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  running.signal(SIGTERM);
  const auto stopped = running.wait();
  EXPECT_EQ(stopped.exit_code, 130) << stopped.err;
  const auto before = made(bench.sandbox());
  EXPECT_NE(before, each_once(20));
  const auto rest = bench.hif({"run"});
  EXPECT_EQ(rest.exit_code, 0) << rest.err;
  EXPECT_EQ(made(bench.sandbox()), each_once(20));
}

} // namespace
} // namespace end_to_end
