// SPDX-License-Identifier: MIT
#include "writing.hpp"

using namespace timely::test;

namespace {

std::string sent(const std::string& config, const std::string& record) {
  ScriptedClient client(answer(200, R"({"id":7})"));
  const auto results = write_all(client, config, {record});
  if (client.asked.size() != 1) return results.at(0).error;
  const auto& asked = client.asked[0];
  return asked.method + " " + asked.target + (asked.body.empty() ? "" : " " + asked.body);
}

const std::string create_client = outgoing("POST", "Create a client");

TEST(Record, IsThePayloadItself) {
  EXPECT_EQ(sent(create_client, R"({"name":"Ada & Co"})"),
            R"(POST /1.1/123123/clients {"client":{"name":"Ada & Co"}})");
}

TEST(Record, MayBringTheEnvelope) {
  EXPECT_EQ(sent(create_client, R"({"client":{"name":"Ada"}})"),
            R"(POST /1.1/123123/clients {"client":{"name":"Ada"}})");
}

TEST(Record, IsLaidOverTheRequestParameters) {
  EXPECT_EQ(sent(create_client, R"({"path":{"account_id":"9"},"payload":{"name":"Ada"}})"),
            R"(POST /1.1/9/clients {"client":{"name":"Ada"}})");
}

TEST(Record, AppendsItsQueryPercentEncoded) {
  const auto config = outgoing("POST", "Create a client", R"(, "allow_unknown_query": true)");
  EXPECT_EQ(sent(config, R"({"query":{"a b":"x&y=é","n":2},"payload":{"name":"Ada"}})"),
            R"(POST /1.1/123123/clients?a%20b=x%26y%3D%C3%A9&n=2 {"client":{"name":"Ada"}})");
}

TEST(Record, PayloadsAreLaidOverEachOtherFieldByField) {
  const auto config = R"({"method": "POST", "entity": "clients.create", "request_parameters":
      {"path": {"account_id": 1}, "payload": {"client": {"color": "67a3bc", "active": true}}}})";
  EXPECT_EQ(sent(config, R"({"name":"Ada","active":false})"),
            R"(POST /1.1/1/clients {"client":{"color":"67a3bc","active":false,"name":"Ada"}})");
}

TEST(Record, NeedsNoPayloadForADelete) {
  EXPECT_EQ(sent(outgoing("DELETE", "events.delete"), R"({"path":{"id":44}})"),
            "DELETE /1.1/123123/events/44");
}

TEST(Record, ThatFailsItsChecksIsRefusedBeforeAnythingIsSent) {
  ScriptedClient client(answer(200, "{}"));
  const auto record = R"({"path":{"account_id":"../x"},"query":{"q":1},"payload":{}})";
  const auto results = write_all(client, create_client, {record});
  EXPECT_TRUE(client.asked.empty());
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].status, HIF_INVALID_ARGUMENT);
  for (const auto* text : {"account_id", "\"q\"", "\"name\" is missing"})
    EXPECT_NE(results[0].error.find(text), std::string::npos) << results[0].error;
}

TEST(Record, WithoutAPathParameterIsRefused) {
  const auto text = sent(outgoing("PUT", "Update a client"), R"({"name":"Ada"})");
  EXPECT_NE(text.find("the path parameter \"id\" is missing"), text.npos) << text;
}

TEST(Record, MixtureOfBothFormsIsRefused) {
  const auto text = sent(create_client, R"({"path":{},"name":"Ada"})");
  EXPECT_NE(text.find("\"name\" stands beside"), text.npos) << text;
}

TEST(Record, BadOneDoesNotStopTheOthers) {
  ScriptedClient client(answer(200, R"({"id":7})"));
  const auto results =
      write_all(client, create_client, {R"({"name":""})", "not json", R"({"name":"Ada"})"});
  ASSERT_EQ(results.size(), 3u);
  EXPECT_EQ(results[0].outcome, HIF_OUTCOME_FAILED);
  EXPECT_EQ(results[1].outcome, HIF_OUTCOME_FAILED);
  EXPECT_EQ(results[2].outcome, HIF_OUTCOME_CREATED);
  EXPECT_EQ(results[2].index, 7u);
}

} // namespace
