// SPDX-License-Identifier: MIT
#include "reading.hpp"

using namespace timely::test;

namespace {

ScriptedClient::Script always(std::string body, int http_status = 200) {
  return [=](const Asked&) { return Reply{.http_status = http_status, .body = body}; };
}

std::string account_1(const std::string& method, const std::string& entity) {
  return R"({"method": ")" + method + R"(", "entity": ")" + entity +
         R"(", "request_parameters": {"path": {"account_id": 1}}})";
}

TEST(Reading, AllReportsPostsToTheReportsOfTheAccount) {
  ScriptedClient client(always(R"([{"id":61204,"projects":[]}])"));
  const auto read = read_all(client, R"({"method": "POST", "entity": "All Reports",
      "request_parameters": {"path": {"account_id": 61234}, "query": {},
                             "payload": {"since": "2026-11-01", "until": "2026-11-30"}}})");
  ASSERT_EQ(client.asked.size(), 1u);
  EXPECT_EQ(client.asked[0].method, "POST");
  EXPECT_EQ(client.asked[0].target, "/1.1/61234/reports");
  EXPECT_EQ(client.asked[0].body, R"({"since":"2026-11-01","until":"2026-11-30"})");
  EXPECT_EQ(client.asked[0].repeat, HIF_REPEAT_ALWAYS);
  EXPECT_EQ(read.records, std::vector<std::string>{R"({"id":61204,"projects":[]})"});
}

TEST(Reading, RecordsLeaveAsTheyCame) {
  const std::string record = R"({"id": 12345678901234567890, "n": 1.10, "t": "a\u00e9\"ø"})";
  ScriptedClient client(always("[" + record + " , {\"id\":2}]"));
  const auto read = read_all(client, account_1("GET", "roles.list"));
  EXPECT_EQ(read.records, (std::vector<std::string>{record, R"({"id":2})"}));
  EXPECT_EQ(read.keys, (std::vector<std::string>{"12345678901234567890", "2"}));
}

TEST(Reading, OneObjectIsOneRecord) {
  ScriptedClient client(always("{\"id\":5}\n"));
  EXPECT_EQ(read_all(client, account_1("GET", "users.get_current")).records,
            std::vector<std::string>{R"({"id":5})"});
}

TEST(Reading, ListThatAnswersOneObjectIsOneRecord) {
  ScriptedClient client(always(R"({"id":5})"));
  EXPECT_EQ(read_all(client, clients_of_1).keys, std::vector<std::string>{"5"});
  EXPECT_EQ(client.asked.size(), 1u);
}

TEST(Reading, PrettyPrintedRecordsBecomeLines) {
  ScriptedClient client(
      always("[\n  {\n    \"id\": 1,\n    \"name\": \"a  b\\n\"\n  },\r\n  {}\n]\n"));
  const auto read = read_all(client, account_1("GET", "roles.list"));
  EXPECT_EQ(read.records, (std::vector<std::string>{R"({"id":1,"name":"a  b\n"})", "{}"}));
  EXPECT_EQ(read.keys, (std::vector<std::string>{"1", ""}));
}

TEST(Reading, RecordsAreTakenFromInsideTheAnswer) {
  ScriptedClient client(always(R"({"total":2,"users":[{"user_id":7},{"user_id":8}],"more":{}})"));
  const auto read =
      read_all(client, R"({"method": "GET", "entity": "compliance.list", "allow_undocumented": true,
                  "request_parameters": {"path": {"account_id": 1}}})");
  EXPECT_EQ(read.keys, (std::vector<std::string>{"7", "8"}));
}

TEST(Reading, KeyMayBeATextWithEscapes) {
  ScriptedClient client(always(R"([{"resource":"a\"b"},{"resource":"c"}])"));
  EXPECT_EQ(read_all(client, account_1("GET", "permissions.list_for_current_user")).keys,
            (std::vector<std::string>{"a\"b", "c"}));
}

TEST(Reading, BatchesHoldNoMoreThanWanted) {
  ScriptedClient client(always(rows(1, 10)));
  LoggingHost host;
  timely::Subscriber subscriber(creation(host, &client, account_1("GET", "roles.list")));
  PlainCall call;
  subscriber.open(call.call(), {});
  hif::sdk::Batch first, second;
  ASSERT_EQ(subscriber.next(call.call(), {3, 1000}, first.out()), HIF_OK);
  ASSERT_EQ(subscriber.next(call.call(), {100, 20}, second.out()), HIF_OK);
  EXPECT_EQ(first.size(), 3u);
  EXPECT_EQ(second.size(), 2u);
  subscriber.close();
  EXPECT_EQ(hif::sdk::view(second[1].json), R"({"id":5})"); // outlives close()
}

TEST(Reading, RefusalIsToldInTheVendorsWords) {
  ScriptedClient client([](const Asked&) {
    return Reply{.http_status = 403,
                 .body = R"({"errors":{"message":"No access"}})",
                 .headers = {{"X-Request-Id", "7f3a"}}};
  });
  const auto error = failure_of(client, events_of_1);
  EXPECT_EQ(error.status, HIF_PERMISSION_DENIED);
  EXPECT_STREQ(error.what(), "List all events: GET /1.1/1/events answered 403: No access "
                             "(request id 7f3a)");
  EXPECT_EQ(error.details.find("request_id")->as_string(), "7f3a");
}

TEST(Reading, StatusesSayWhatCanBeDone) {
  const std::vector<std::pair<int, hif_status>> expected{
      {400, HIF_CONFLICT},     {404, HIF_NOT_FOUND},   {422, HIF_CONFLICT},
      {429, HIF_RATE_LIMITED}, {500, HIF_UNAVAILABLE}, {503, HIF_UNAVAILABLE}};
  for (const auto& [http_status, status] : expected) {
    ScriptedClient client(always("{}", http_status));
    EXPECT_EQ(failure_of(client, events_of_1).status, status) << http_status;
  }
}

TEST(Reading, ClientsFailureKeepsItsStatusAndGetsTheRequest) {
  ScriptedClient client(
      [](const Asked&) { return Reply{.status = HIF_UNAVAILABLE, .message = "no route to host"}; });
  const auto error = failure_of(client, events_of_1);
  EXPECT_EQ(error.status, HIF_UNAVAILABLE);
  EXPECT_STREQ(error.what(), "List all events: GET /1.1/1/events: no route to host");
}

TEST(Reading, DryRunThatIsOnlyPreviewedEnds) {
  ScriptedClient client(always("[]"));
  LoggingHost host;
  timely::Subscriber subscriber(creation(host, &client, account_1("POST", "All Reports")));
  PlainCall call(HIF_CALL_DRY_RUN);
  subscriber.open(call.call(), {});
  hif::sdk::Batch batch;
  EXPECT_EQ(subscriber.next(call.call(), {10, 1000}, batch.out()), HIF_END);
}

TEST(Reading, CancelledCallStops) {
  ScriptedClient client(list_of(10, 10));
  LoggingHost host;
  timely::Subscriber subscriber(creation(host, &client, events_of_1));
  PlainCall call;
  call.cancelled = true;
  subscriber.open(call.call(), {});
  hif::sdk::Batch batch;
  EXPECT_THROW(subscriber.next(call.call(), {10, 1000}, batch.out()), hif::sdk::Error);
}

TEST(Reading, ChangeTimeIsTheEventTime) {
  ScriptedClient client([](const Asked& asked) {
    return Reply{.body = query_number(asked.target, "page", 1) == 1
                             ? R"([{"id":1,"updated_at":1773061331}])"
                             : "[]"};
  });
  LoggingHost host;
  timely::Subscriber subscriber(creation(host, &client, events_of_1));
  PlainCall call;
  subscriber.open(call.call(), {});
  hif::sdk::Batch batch;
  ASSERT_EQ(subscriber.next(call.call(), {10, 1000}, batch.out()), HIF_OK);
  EXPECT_EQ(batch[0].event_time_us, 1773061331000000);
  EXPECT_EQ(hif::sdk::view(batch[0].entity), "events.list");
}

} // namespace
