// SPDX-License-Identifier: MIT
// What changed since the last run, by the program itself, over kills.

#include "workbench.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <random>

namespace end_to_end {
namespace {

namespace json = hif::json;

std::string incoming(const std::string& name, const std::string& config) {
  return "  " + name +
         ":\n    prototype: timely.subscriber\n    client: timely\n"
         "    config: {method: GET, " +
         config + "}\n";
}

std::string route(const std::string& name, const std::string& from) {
  return "  " + name + ": {incoming: " + from + ", outgoing: [" + name + "]}\n";
}

std::string file(const std::string& name) {
  return "  " + name + ": {prototype: host.file_publisher, config: {path: " + name + ".ndjson}}\n";
}

class Account {
 public:
  explicit Account(unsigned seed, std::int64_t events)
      : random_(seed), bench({.seed = seed, .events = events}) {}

  int up_to(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }

  timely::sandbox::Response ask(const std::string& method, const std::string& path,
                                const std::string& body = {}) {
    timely::sandbox::Request request;
    request.method = method;
    request.path = "/1.1/" + std::to_string(bench.sandbox().account_id()) + path;
    request.headers = {{"authorization", "Bearer " + bench.sandbox().access_token()},
                       {"content-type", "application/json"}};
    request.body = body;
    return bench.sandbox().answer(request);
  }

  void change(const std::vector<std::string>& ids) {
    const auto& id = ids[static_cast<std::size_t>(up_to(static_cast<int>(ids.size()) - 1))];
    const auto day = "2026-0" + std::to_string(1 + up_to(8)) + "-1" + std::to_string(up_to(9));
    switch (up_to(3)) {
    case 0:
      ask("DELETE", "/hours/" + id);
      return;
    case 1:
      ask("PUT", "/hours/" + id, R"({"event":{"day":")" + day + "\"}}");
      return;
    case 2:
      ask("PUT", "/hours/" + id, R"({"event":{"note":")" + std::to_string(up_to(99999)) + "\"}}");
      return;
    default:
      ask("POST", "/hours",
          R"({"event":{"day":")" + day + R"(","hours":1,"minutes":0,"project_id":)" +
              std::to_string(bench.sandbox().project_id()) + "}}");
    }
  }

 private:
  std::mt19937 random_;

 public:
  Workbench bench;
};

// The records that one has who does what the lines say, by id.
std::map<std::string, std::string> applied(const std::string& ndjson) {
  std::map<std::string, std::string> all;
  for (const auto& line : lines_of(ndjson)) {
    const auto record = json::parse(line);
    const auto id = record.find("id")->as_number().text;
    if (const auto* op = record.find("op")) {
      EXPECT_EQ(op->as_string(), "delete");
      EXPECT_EQ(all.erase(id), 1u) << line;
      continue;
    }
    EXPECT_NE(all[id], line) << "twice: " << line;
    all[id] = line;
  }
  return all;
}

std::map<std::string, std::string> truth(const Workbench& bench) {
  const auto got = bench.hif({"get", "timely", "List time entries", "--query", "since=2000-01-01",
                              "--query", "upto=2027-12-31"});
  EXPECT_EQ(got.exit_code, 0) << got.err;
  return applied(got.out);
}

TEST(Incremental, RunsThatAreKilledGiveTheVeryBytesOfRunsThatAreNot) {
  Account account(7, 500);
  auto& bench = account.bench;
  bench.configure_with_token("incoming:\n" +
                             incoming("hours",
                                      "entity: List time entries, page_size: 15, "
                                      "incremental: {since: 2025-01-01, look_back_days: 800}") +
                             "outgoing:\n" + file("steady") + file("killed") + "routes:\n" +
                             route("steady", "hours") + route("killed", "hours"));
  int kills = 0;
  for (int round = 0; round < 3; ++round) {
    const auto steady = bench.hif({"run", "steady"});
    ASSERT_EQ(steady.exit_code, 0) << steady.err;
    bench.sandbox().set_faults(
        R"({"faults":[{"match":{"path":"/hours"},"fault":{"delay_ms":8}}]})");
    for (int attempt = 0;; ++attempt) {
      ASSERT_LT(attempt, 100);
      auto run = bench.start_hif({"run", "killed"});
      if (attempt < 6) {
        ::usleep(static_cast<useconds_t>(account.up_to(900'000)));
        run.signal(SIGKILL);
      }
      const auto finished = run.wait();
      if (finished.exit_code == 0) break;
      ASSERT_EQ(finished.exit_code, -SIGKILL) << finished.err;
      ++kills;
    }
    bench.sandbox().set_faults("");
    ASSERT_EQ(bench.read("killed.ndjson"), bench.read("steady.ndjson")) << "round " << round;
    const auto now = truth(bench);
    ASSERT_EQ(applied(bench.read("killed.ndjson")), now) << "round " << round;
    std::vector<std::string> ids;
    for (const auto& [id, line] : now) ids.push_back(id);
    for (int i = 0; i < 60; ++i) account.change(ids);
  }
  EXPECT_GT(kills, 0);
}

TEST(Incremental, ASecondRunGivesNothingAndFullGivesEverythingAgain) {
  Account account(3, 60);
  auto& bench = account.bench;
  bench.configure_with_token(
      "incoming:\n" + incoming("hours", "entity: List time entries, incremental: true") +
      incoming("projects", "entity: List all projects, incremental: true, "
                           "request_parameters: {query: {state: all}}") +
      "outgoing:\n  out: {prototype: host.file_publisher, config: {path: '-'}}\n"
      "routes:\n  hours: {incoming: hours, outgoing: [out]}\n"
      "  projects: {incoming: projects, outgoing: [out]}\n");
  for (const char* name : {"hours", "projects"}) {
    const auto first = bench.hif({"run", name});
    ASSERT_EQ(first.exit_code, 0) << first.err;
    EXPECT_FALSE(first.out.empty());
    EXPECT_EQ(bench.hif({"run", name}).out, "");
    EXPECT_EQ(bench.hif({"run", name, "--full"}).out, first.out);
    EXPECT_EQ(bench.hif({"run", name}).out, "");
    // What is known of the records goes with the position to another machine.
    const auto exported = bench.hif({"state", "export", name});
    ASSERT_EQ(bench.hif({"state", "reset", name}).exit_code, 0);
    ASSERT_EQ(bench.hif({"state", "import"}, exported.out).exit_code, 0);
    EXPECT_EQ(bench.hif({"run", name}).out, "");
    ASSERT_EQ(bench.hif({"state", "reset", name}).exit_code, 0);
    EXPECT_EQ(bench.hif({"run", name}).out, first.out);
  }
}

TEST(Incremental, WhatIsGoneComesAsADeletion) {
  Account account(3, 40);
  auto& bench = account.bench;
  bench.configure_with_token(
      "incoming:\n" + incoming("hours", "entity: List time entries, incremental: true") +
      "outgoing:\n  out: {prototype: host.file_publisher, config: {path: '-'}}\n"
      "routes:\n  hours: {incoming: hours, outgoing: [out]}\n");
  const auto first = lines_of(bench.hif({"run"}).out);
  ASSERT_FALSE(first.empty());
  const auto id = json::parse(first.back()).find("id")->as_number().text;
  ASSERT_LT(account.ask("DELETE", "/hours/" + id).status, 300);
  // As it was seen last, after what became of it.
  const auto gone = bench.hif({"run"});
  EXPECT_EQ(gone.exit_code, 0) << gone.err;
  EXPECT_EQ(gone.out, R"({"op":"delete",)" + first.back().substr(1) + "\n");
}

} // namespace
} // namespace end_to_end
