// SPDX-License-Identifier: MIT
// hif protocol airbyte, as the platform uses it.

#include "end_to_end/workbench.hpp"
#include "messages.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

#include <csignal>
#include <set>

namespace {

using namespace protocol_test;
using end_to_end::Finished;
using end_to_end::Workbench;
using hif::json::print;
using hif::json::Value;

std::string events(Workbench& bench, const std::string& more = "") {
  const auto facts = bench.sandbox().description();
  return "incoming:\n  hours:\n    prototype: timely.subscriber\n    client: timely\n    config:\n"
         "      method: GET\n      entity: List all events\n"
         "      request_parameters: {query: {since: " +
         facts.find("events_since")->as_string() +
         ", upto: " + facts.find("events_upto")->as_string() + "}}\n" + more;
}

void configure_files(Workbench& bench) {
  bench.write("hif.yaml",
              "version: 1\nincoming:\n"
              "  people: {prototype: host.file_subscriber, config: {path: people.ndjson}}\n");
  bench.write("people.ndjson", "{\"n\":9007199254740993}\n{\"n\":1.50}\n");
}

std::string configured(const std::string& stream, const std::string& mode) {
  return R"({"streams":[{"stream":{"name":")" + stream +
         R"(","json_schema":{},"supported_sync_modes":["full_refresh"]},"sync_mode":")" + mode +
         R"(","destination_sync_mode":"append"}]})";
}

Finished airbyte(Workbench& bench, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"protocol", "airbyte"});
  return bench.hif(arguments);
}

std::vector<Value> messages(const Finished& run) {
  return messages_in(run.out, "airbyte_message");
}

// The last state of a stream as the platform hands it back.
std::string handed_back(const std::vector<Value>& messages) {
  const auto states = of_type(messages, "STATE");
  return states.empty() ? "[]" : "[" + print(*states.back().find("state")) + "]";
}

std::vector<std::string> statuses(const std::vector<Value>& messages) {
  std::vector<std::string> all;
  for (const auto& message : of_type(messages, "TRACE"))
    if (const auto* status = message.find("trace")->find("stream_status"))
      all.push_back(status->find("status")->as_string());
  return all;
}

TEST(Airbyte, TheSpecAsksForTheVariablesOfTheConfiguration) {
  Workbench bench;
  bench.environment.erase("TIMELY_CLIENT_ID");
  bench.environment.erase("TIMELY_CLIENT_SECRET");
  bench.configure("incoming:\n  f: {prototype: host.file_subscriber, config: {path: "
                  "'${env:FOLDER:-/data}/x.ndjson'}}\n");
  const auto run = airbyte(bench, {"spec"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto all = messages(run);
  ASSERT_EQ(all.size(), 1u);
  const auto& form = *all[0].find("spec")->find("connectionSpecification");
  EXPECT_EQ(print(*form.find("required")), R"(["TIMELY_CLIENT_ID","TIMELY_CLIENT_SECRET"])");
  const auto& fields = *form.find("properties");
  EXPECT_EQ(print(*fields.find("TIMELY_CLIENT_SECRET")->find("airbyte_secret")), "true");
  EXPECT_FALSE(fields.find("TIMELY_CLIENT_ID")->find("airbyte_secret"));
  EXPECT_EQ(fields.find("FOLDER")->find("default")->as_string(), "/data");
}

TEST(Airbyte, TheSpecNeedsNoConfiguration) {
  Workbench bench;
  EXPECT_EQ(of_type(messages(airbyte(bench, {"spec"})), "SPEC").size(), 1u);
}

TEST(Airbyte, ChecksWithTheSettingsAndSaysWhatFails) {
  Workbench bench;
  bench.configure(events(bench), "      access_token: ${env:TOKEN}\n");
  const auto check = [&](const std::string& settings) {
    bench.write("settings.json", settings);
    const auto run = airbyte(bench, {"check", "--config", "settings.json"});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    const auto all = messages(run);
    EXPECT_EQ(all.size(), 1u);
    return *all.back().find("connectionStatus");
  };
  EXPECT_EQ(print(check(R"({"TOKEN":")" + bench.sandbox().access_token() + "\"}")),
            R"({"status":"SUCCEEDED"})");
  const auto missing = check("{}");
  EXPECT_EQ(missing.find("status")->as_string(), "FAILED");
  EXPECT_NE(missing.find("message")->as_string().find("TOKEN is not set"), std::string::npos);
  const auto refused = check(R"({"TOKEN":"not-the-token"})");
  EXPECT_EQ(refused.find("status")->as_string(), "FAILED");
  EXPECT_NE(refused.find("message")->as_string().find("hif.yaml:"), std::string::npos);
  EXPECT_EQ(refused.find("message")->as_string().find("not-the-token"), std::string::npos);
}

TEST(Airbyte, DiscoversTheIncomingsWithTheirKeys) {
  Workbench bench;
  bench.configure_with_token(events(bench) +
                             "  people: {prototype: host.file_subscriber, config: {path: p}}\n");
  const auto run = airbyte(bench, {"discover"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto all = messages(run);
  ASSERT_EQ(all.size(), 1u);
  const auto& streams = all[0].find("catalog")->find("streams")->as_array();
  ASSERT_EQ(streams.size(), 2u);
  EXPECT_EQ(streams[0].find("name")->as_string(), "hours");
  EXPECT_EQ(print(*streams[0].find("source_defined_primary_key")), R"([["id"]])");
  EXPECT_EQ(print(*streams[0].find("supported_sync_modes")), R"(["full_refresh"])");
  EXPECT_FALSE(streams[1].find("source_defined_primary_key"));
  EXPECT_EQ(print(*streams[1].find("supported_sync_modes")), R"(["full_refresh","incremental"])");
}

TEST(Airbyte, ReadsTheConfiguredStreamsAsTheyAre) {
  Workbench bench;
  configure_files(bench);
  bench.write("catalog.json", configured("people", "full_refresh"));
  const auto run = airbyte(bench, {"read", "--catalog", "catalog.json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find(R"("data":{"n":9007199254740993},"emitted_at":)"), std::string::npos);
  EXPECT_NE(run.out.find(R"("data":{"n":1.50},"emitted_at":)"), std::string::npos);
  EXPECT_NE(run.out.find(R"("sourceStats":{"recordCount":2.0})"), std::string::npos) << run.out;
  const auto all = messages(run);
  EXPECT_EQ(of_type(all, "RECORD").size(), 2u);
  EXPECT_EQ(statuses(all), (std::vector<std::string>{"STARTED", "RUNNING", "COMPLETE"}));
}

TEST(Airbyte, IncrementalGoesOnAndFullRefreshBeginsAgain) {
  Workbench bench;
  configure_files(bench);
  const auto read = [&](const std::string& mode) {
    bench.write("catalog.json", configured("people", mode));
    const auto run = airbyte(bench, {"read", "--catalog", "catalog.json", "--state", "state.json"});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return messages(run);
  };
  bench.write("state.json", "[]");
  bench.write("state.json", handed_back(read("incremental")));
  EXPECT_TRUE(of_type(read("incremental"), "RECORD").empty());
  EXPECT_EQ(of_type(read("full_refresh"), "RECORD").size(), 2u);
}

TEST(Airbyte, TakesItsStateInEveryFormThatItComesIn) {
  Workbench bench;
  configure_files(bench);
  bench.write("catalog.json", configured("people", "incremental"));
  const auto state =
      *of_type(messages(airbyte(bench, {"read", "--catalog", "catalog.json"})), "STATE")
           .back()
           .find("state");
  for (const auto& form :
       {"[" + print(state) + "]", print(state), R"({"type":"STATE","state":)" + print(state) + "}",
        R"({"type":"GLOBAL","global":{"stream_states":[)" + print(*state.find("stream")) + "]}}",
        R"({"type":"STATE","state":)" + print(state) + "}\n" + R"({"type":"STATE","state":)" +
            print(state) + "}\n"}) {
    bench.write("state.json", form);
    const auto run = airbyte(bench, {"read", "--catalog", "catalog.json", "--state", "state.json"});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_TRUE(of_type(messages(run), "RECORD").empty()) << form;
  }
}

TEST(Airbyte, AKilledReadLosesNothing) {
  Workbench bench({.events = 400});
  bench.configure_with_token(events(bench, "      page_size: 10\n"));
  bench.sandbox().set_faults(
      R"({"faults":[{"match":{"path":"/events$"},"fault":{"delay_ms":15}}]})");
  bench.write("catalog.json", configured("hours", "full_refresh"));
  bench.write("state.json", "[]");
  std::set<std::string> ids;
  std::size_t given = 0;
  for (int killed = 0;;) {
    auto run = bench.start_hif(
        {"protocol", "airbyte", "read", "--catalog", "catalog.json", "--state", "state.json"});
    const auto before = bench.sandbox().count();
    while (killed < 4 && bench.sandbox().count() < before + 7) ::usleep(1000);
    if (killed++ < 4) run.signal(SIGKILL);
    const auto finished = run.wait();
    const auto all = messages(finished);
    for (const auto& message : of_type(all, "RECORD")) {
      ids.insert(print(*message.find("record")->find("data")->find("id")));
      ++given;
    }
    if (!of_type(all, "STATE").empty()) bench.write("state.json", handed_back(all));
    if (finished.exit_code == 0) break;
    ASSERT_LT(killed, 30) << finished.err;
  }
  EXPECT_EQ(ids.size(), 400u);
  EXPECT_LE(given, 400u + 4 * 10) << "more than a page was read again for each kill";
}

TEST(Airbyte, TellsOfWhatIsGone) {
  Workbench bench({.events = 30});
  bench.configure_with_token(events(bench, "      incremental: true\n"));
  const auto catalog = messages(airbyte(bench, {"discover"}));
  const auto& stream = catalog[0].find("catalog")->find("streams")->as_array()[0];
  EXPECT_EQ(print(*stream.find("supported_sync_modes")), R"(["full_refresh","incremental"])");
  EXPECT_EQ(print(*stream.find("default_cursor_field")), R"(["updated_at"])");
  EXPECT_TRUE(stream.find("json_schema")->find("properties")->find("_ab_cdc_deleted_at"));
  bench.write("catalog.json", configured("hours", "incremental"));
  bench.write("state.json", "[]");
  const auto read = [&] {
    const auto run = airbyte(bench, {"read", "--catalog", "catalog.json", "--state", "state.json"});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    auto all = messages(run);
    bench.write("state.json", handed_back(all));
    return of_type(all, "RECORD");
  };
  const auto first = read();
  ASSERT_EQ(first.size(), 30u);
  const auto gone = print(*first[7].find("record")->find("data")->find("id"));
  ASSERT_EQ(bench.hif({"send", "timely", "events.delete", "--path", "id=" + gone}).exit_code, 0);
  const auto told = read();
  ASSERT_EQ(told.size(), 1u);
  const auto& data = *told[0].find("record")->find("data");
  EXPECT_EQ(print(*data.find("id")), gone);
  EXPECT_TRUE(data.find("_ab_cdc_deleted_at")->is_string());
  EXPECT_FALSE(data.find("op"));
}

TEST(Airbyte, AStreamThatFailsIsATraceOfItsOwnAndAnExitCode) {
  Workbench bench;
  bench.configure(events(bench), "      access_token: wrong-token-of-mine\n");
  bench.write("catalog.json", configured("hours", "full_refresh"));
  const auto run = airbyte(bench, {"read", "--catalog", "catalog.json"});
  EXPECT_EQ(run.exit_code, 3) << run.err;
  const auto all = messages(run);
  EXPECT_EQ(statuses(all).back(), "INCOMPLETE");
  const auto error = *of_type(all, "TRACE").at(1).find("trace")->find("error");
  EXPECT_EQ(error.find("failure_type")->as_string(), "config_error");
  EXPECT_EQ(print(*error.find("stream_descriptor")), R"({"name":"hours"})");
  EXPECT_EQ((run.out + run.err).find("wrong-token-of-mine"), std::string::npos);
}

TEST(Airbyte, WhatFailsAsAWholeIsATraceToo) {
  Workbench bench;
  configure_files(bench);
  bench.write("unknown.json", configured("peple", "full_refresh"));
  bench.write("discovered.json", R"({"streams":[{"name":"people"}]})");
  bench.write("foreign.json", R"([{"type":"STREAM","stream":{"stream_descriptor":
    {"name":"people"},"stream_state":{"cursor":"2026"}}}])");
  bench.write("catalog.json", configured("people", "incremental"));
  const auto fails = [&](const std::vector<std::string>& arguments, const std::string& why) {
    const auto run = airbyte(bench, arguments);
    EXPECT_EQ(run.exit_code, 2) << why;
    EXPECT_NE(run.err.find(why), std::string::npos) << run.err;
    const auto all = messages(run);
    ASSERT_EQ(all.size(), 1u) << run.out;
    const auto& error = *all[0].find("trace")->find("error");
    EXPECT_NE(error.find("message")->as_string().find(why), std::string::npos) << run.out;
  };
  fails({"read"}, "read needs --catalog FILE");
  fails({"read", "--catalog", "unknown.json"}, "Did you mean \"people\"?");
  fails({"read", "--catalog", "discovered.json"}, "has to be configured first");
  fails({"read", "--catalog", "catalog.json", "--state", "foreign.json"},
        "the state of stream \"people\" is none that hif wrote");
  bench.write("hif.yaml", "version: 1\nincoming:\n  people: {prototype: host.file_subscriber}\n");
  fails({"discover"}, "\"path\" is missing");
}

TEST(Airbyte, ASettingThatNothingNeedsIsSaid) {
  Workbench bench;
  configure_files(bench);
  bench.write("settings.json", R"({"TOKEN":"x"})");
  const auto all = messages(airbyte(bench, {"discover", "--config", "settings.json"}));
  ASSERT_EQ(of_type(all, "LOG").size(), 1u);
  EXPECT_EQ(of_type(all, "CATALOG").size(), 1u);
}

} // namespace
