// SPDX-License-Identifier: MIT
// Records into Timely.

#include "workbench.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

namespace end_to_end {
namespace {

std::string clients_route(const std::string& more_of_outgoing = "",
                          const std::string& more_of_config = "") {
  return "incoming:\n  new:\n    prototype: host.file_subscriber\n    config: {path: new.ndjson}\n"
         "outgoing:\n  create:\n    prototype: timely.publisher\n    client: timely\n    config:\n"
         "      method: POST\n      entity: Create a client\n" +
         more_of_config + more_of_outgoing +
         "routes:\n  create:\n    incoming: new\n    outgoing: [create]\n";
}

std::string clients_path(Workbench& bench) {
  return "/1.1/" + std::to_string(bench.sandbox().account_id()) + "/clients";
}

TEST(Write, CreateAClientPutsTheEnvelopeOnOnceAndAppendsTheQueryEncoded) {
  Workbench bench;
  bench.configure_with_token(clients_route(
      "", "      allow_unknown_query: true\n"
          "      request_parameters: {path: {account_id: 123123}, query: {note: 'a b&c'}}\n"));
  bench.write("new.ndjson", "{\"name\":\"Plain\"}\n{\"client\":{\"name\":\"Wrapped\"}}\n");
  const auto run = bench.hif({"run", "--dry-run"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto lines = lines_of(run.out);
  ASSERT_EQ(lines.size(), 2u) << run.out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto request = hif::json::parse(lines[i]);
    EXPECT_EQ(request.find("method")->as_string(), "POST");
    EXPECT_EQ(request.find("url")->as_string(),
              bench.sandbox().base_uri() + "/1.1/123123/clients?note=a%20b%26c");
    const auto& body = *request.find("body");
    EXPECT_EQ(body.as_object().size(), 1u);
    EXPECT_EQ(body.find("client")->find("name")->as_string(), i == 0 ? "Plain" : "Wrapped");
  }
  EXPECT_EQ(run.out.find(bench.sandbox().access_token()), std::string::npos);
  EXPECT_EQ(bench.sandbox().count(), 0u) << "a dry run sends nothing";
}

TEST(Write, RecordsOfAFileBecomeClientsAndASecondRunSendsOnlyWhatIsNew) {
  Workbench bench;
  bench.configure_with_token(clients_route());
  bench.write("new.ndjson", "{\"name\":\"One\"}\n{\"name\":\"Two\"}\n");
  const auto first = bench.hif({"run", "-o", "json"});
  ASSERT_EQ(first.exit_code, 0) << first.err;
  const auto lines = lines_of(first.out);
  ASSERT_EQ(lines.size(), 3u) << first.out;
  for (int i = 0; i < 2; ++i) {
    const auto result = hif::json::parse(lines[static_cast<std::size_t>(i)]);
    EXPECT_EQ(result.find("index")->as_int64(), i);
    EXPECT_EQ(result.find("status")->as_string(), "created");
    EXPECT_TRUE(result.find("id")->is_integer());
  }
  bench.write("new.ndjson", "{\"name\":\"One\"}\n{\"name\":\"Two\"}\n{\"name\":\"Three\"}\n");
  ASSERT_EQ(bench.hif({"run"}).exit_code, 0);
  EXPECT_EQ(bench.sandbox().count("POST", clients_path(bench)), 3u);
}

TEST(Write, WhatTimelyRefusesFailsThatRecordInItsWordsAndTheOthersGoOn) {
  Workbench bench;
  bench.configure_with_token(clients_route());
  bench.write("new.ndjson", "{\"name\":\"Same\"}\n{\"name\":\"Same\"}\n{\"name\":\"Other\"}\n");
  const auto run = bench.hif({"run", "-o", "json"});
  EXPECT_EQ(run.exit_code, 1);
  const auto lines = lines_of(run.out);
  ASSERT_EQ(lines.size(), 4u) << run.out;
  const auto refused = hif::json::parse(lines[1]);
  EXPECT_EQ(refused.find("status")->as_string(), "failed");
  EXPECT_EQ(refused.find("http_status")->as_int64(), 422);
  EXPECT_NE(refused.find("error")->as_string().find("name"), std::string::npos);
  EXPECT_EQ(hif::json::parse(lines[2]).find("status")->as_string(), "created");
  const auto summary = hif::json::parse(lines[3]);
  EXPECT_EQ(summary.find("failed")->as_int64(), 1);
  EXPECT_EQ(summary.find("records_out")->as_int64(), 2);
}

TEST(Write, RequestTransformersWorkOnPathQueryAndPayload) {
  Workbench bench;
  bench.configure_with_token(clients_route("    request_transformers:\n      - prototype: "
                                           "timely.mapping\n        config:\n          steps:\n"
                                           "            - set: {payload.color: '67a3bc'}\n         "
                                           "   - rename: {payload.title: name}\n"));
  bench.write("new.ndjson", "{\"title\":\"Shaped\"}\n");
  const auto run = bench.hif({"run"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto seen = bench.sandbox().requests().back();
  const auto body = hif::json::parse(seen.request.body);
  EXPECT_EQ(body.find("client")->find("name")->as_string(), "Shaped");
  EXPECT_EQ(body.find("client")->find("color")->as_string(), "67a3bc");
}

TEST(Write, AnOutageInTheMiddleRepeatsNothingAndLosesNothing) {
  Workbench bench;
  bench.configure_with_token(clients_route());
  std::string records;
  for (int i = 0; i < 10; ++i) records += "{\"name\":\"Client " + std::to_string(i) + "\"}\n";
  bench.write("new.ndjson", records);
  bench.sandbox().set_faults(
      R"({"faults":[{"match":{"method":"POST","path":"/clients$","nth":4},"fault":{"status":401}}]})");
  EXPECT_EQ(bench.hif({"run"}).exit_code, 3);
  bench.sandbox().set_faults("");
  const auto before = bench.sandbox().count("POST", clients_path(bench));
  const auto second = bench.hif({"run"});
  EXPECT_EQ(second.exit_code, 0) << second.err;
  EXPECT_EQ(bench.sandbox().count("POST", clients_path(bench)), before + 7);
}

TEST(Write, SendPrintsTheAnswerAndInJsonTheResult) {
  Workbench bench;
  bench.configure_with_token();
  const auto sent =
      bench.hif({"send", "timely", "Create a client", "--payload", R"({"name":"Direct"})"});
  ASSERT_EQ(sent.exit_code, 0) << sent.err;
  EXPECT_EQ(hif::json::parse(sent.out).find("name")->as_string(), "Direct");
  const auto again =
      bench.hif({"send", "timely", "Create a client", "--payload", "-", "-o", "json"},
                R"({"name":"Direct"})");
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_EQ(hif::json::parse(again.out).find("http_status")->as_int64(), 422);
}

TEST(Write, ALostAnswerOfACreateIsNotRepeatedAndFailsAsAmbiguous) {
  Workbench bench;
  bench.configure_with_token();
  bench.sandbox().set_faults(
      R"({"faults":[{"match":{"method":"POST","path":"/clients$"},"fault":{"when":"after","reset":"before_response"}}]})");
  const auto sent =
      bench.hif({"send", "timely", "Create a client", "--payload", R"({"name":"Once"})"});
  EXPECT_EQ(sent.exit_code, 1) << sent.err;
  EXPECT_EQ(bench.sandbox().count("POST", clients_path(bench)), 1u);
}

TEST(Write, WhatIsRefusedBeforeItIsSentIsExit2WithEveryReason) {
  Workbench bench;
  bench.configure_with_token();
  const auto sent = bench.hif(
      {"send", "timely", "Create a client", "--payload", R"({"color":"zz","active":"x"})"});
  EXPECT_EQ(sent.exit_code, 2) << sent.err;
  for (const char* field : {"name", "color", "active"})
    EXPECT_NE(sent.err.find(field), std::string::npos) << sent.err;
  EXPECT_EQ(bench.hif({"send", "timely", "Update a client", "--payload", "{}"}).exit_code, 2);
  EXPECT_EQ(bench.sandbox().count(), 0u);
}

TEST(Write, EntriesOnLockedDaysAndLockedEntriesFailBeforeTheyAreSent) {
  Workbench bench;
  const auto route = [](const char* method, const char* entity) {
    return std::string("incoming:\n  new:\n    prototype: host.file_subscriber\n"
                       "    config: {path: new.ndjson}\n"
                       "outgoing:\n  log:\n    prototype: timely.publisher\n    client: timely\n"
                       "    config: {check_locks: true, method: ") +
           method + ", entity: " + entity +
           "}\nroutes:\n  log:\n    incoming: new\n    outgoing: [log]\n";
  };
  bench.configure_with_token(route("POST", "Create an event"));
  const auto me = bench.hif({"get", "timely", "users.get_current"});
  const auto user = hif::json::print(*hif::json::parse(lines_of(me.out).at(0)).find("id"));
  const auto locked =
      bench.hif({"send", "timely", "Create a Day locking", "--payload",
                 R"({"dates":["2026-03-09"],"locked":true,"user_ids":[)" + user + "]}"});
  ASSERT_EQ(locked.exit_code, 0) << locked.err;
  bench.write("new.ndjson", "{\"day\":\"2026-03-09\",\"hours\":1}\n"
                            "{\"day\":\"2026-03-10\",\"hours\":1,\"billed\":true}\n");
  const auto events = "/1.1/" + std::to_string(bench.sandbox().account_id()) + "/events";
  const auto made = bench.hif({"run", "-o", "json"});
  EXPECT_EQ(made.exit_code, 1) << made.err;
  const auto lines = lines_of(made.out);
  ASSERT_EQ(lines.size(), 3u) << made.out;
  EXPECT_NE(lines[0].find("2026-03-09 is locked for user " + user), std::string::npos) << lines[0];
  EXPECT_EQ(bench.sandbox().count("POST", events), 1u);
  const auto id = hif::json::print(*hif::json::parse(lines[1]).find("id"));

  bench.configure_with_token(route("DELETE", "Delete an event"));
  bench.write("new.ndjson", "{\"path\":{\"id\":" + id + "}}\n");
  const auto deleted = bench.hif({"run", "--full", "-o", "json"});
  EXPECT_NE(deleted.out.find("record " + id + " is locked"), std::string::npos) << deleted.out;
  EXPECT_EQ(bench.sandbox().count("DELETE", events + "/" + id), 0u);
}

TEST(Write, APathValueCannotLeaveItsSegment) {
  Workbench bench;
  bench.configure_with_token();
  EXPECT_EQ(bench.hif({"get", "timely", "Show client", "--path", "id=../x"}).exit_code, 2);
  EXPECT_EQ(bench.hif({"get", "timely", "Show client", "--path", "id=1/2"}).exit_code, 2);
  EXPECT_EQ(bench.sandbox().count(), 0u);
}

} // namespace
} // namespace end_to_end
