// SPDX-License-Identifier: MIT
#include "reading.hpp"

#include "subscriber/row_count.hpp"

using namespace timely::test;

namespace {

json::Value plan_of(ScriptedClient& client, const std::string& config,
                    std::string_view checkpoint = {}) {
  LoggingHost host;
  PlainCall call;
  timely::Subscriber subscriber(creation(host, &client, config));
  return subscriber.plan(call.call(), checkpoint);
}

std::int64_t number(const json::Value& plan, const char* name) {
  const auto* value = plan.find(name);
  return value ? value->as_int64() : -1;
}

std::string sized(const std::string& config, int page_size) {
  return with(config, "\"page_size\": " + std::to_string(page_size));
}

TEST(Plan, RowsAreCountedByAFewSingleOnes) {
  for (const auto& config : {sized(clients_of_1, 100), sized(events_of_1, 100)}) {
    for (const std::int64_t total : {0, 1, 2, 99, 100, 101, 102, 250, 4999, 65'536, 1'000'000}) {
      ScriptedClient client(list_of(total, 1000));
      const auto plan = plan_of(client, config);
      const auto least = number(plan, "records_at_least"), most = number(plan, "records_at_most");
      EXPECT_LE(least, total);
      EXPECT_GE(most, total);
      EXPECT_LE(most - least, std::max<std::int64_t>(100, total / 50)) << total;
      EXPECT_LE(client.asked.size(), 30u) << total;
      for (const auto& asked : client.asked)
        EXPECT_EQ(query_number(asked.target, "limit", query_number(asked.target, "per_page", 0)), 1)
            << asked.target;
    }
  }
}

TEST(Plan, ListOfOnePageCostsTwoSmallRequests) {
  ScriptedClient client(list_of(30, 1000));
  const auto plan = plan_of(client, clients_of_1);
  EXPECT_EQ(client.asked.size(), 2u);
  EXPECT_EQ(number(plan, "pages"), 1);
  EXPECT_EQ(number(plan, "requests"), 2);
}

TEST(Plan, ForetellsTheRequestsOfARead) {
  for (const auto& config : {clients_of_1, events_of_1}) {
    for (const int size : {2, 3, 7, 10, 50}) {
      for (const std::int64_t total : {0, 1, 5, 49, 50, 51, 333, 700}) {
        ScriptedClient client(list_of(total, 1000));
        // More asked ahead would be more that turns out to lie behind the end.
        const auto of_size = with(sized(config, size), "\"prefetch\": 1");
        ASSERT_EQ(std::ssize(read_all(client, of_size).keys), total);
        const auto sent = std::ssize(client.asked);
        LoggingHost host;
        const auto settings = timely::read_settings(creation(host, &client, of_size), true);
        const auto cost = timely::cost_of_list(settings, 0, total);
        EXPECT_LE(cost.requests, sent + 1) << of_size << " " << total;
        EXPECT_GE(cost.requests, sent - 4) << of_size << " " << total;
        EXPECT_EQ(cost.pages, (total + size - 1) / size);
      }
    }
  }
}

TEST(Plan, AnInterruptedReadIsPlannedFromWhereItStopped) {
  ScriptedClient client(list_of(1000, 1000));
  LoggingHost host;
  timely::Subscriber subscriber(creation(host, &client, sized(clients_of_1, 10)));
  const auto at = read_from(subscriber, {}, 10, 95).checkpoints.back();
  const auto plan = plan_of(client, sized(clients_of_1, 10), at);
  EXPECT_GE(number(plan, "records_at_most"), 50);
  EXPECT_LE(number(plan, "records_at_least"), 160);
  EXPECT_LE(number(plan, "requests"), 20);
}

TEST(Plan, ACompleteReadIsPlannedAnew) {
  ScriptedClient client(list_of(100, 1000));
  LoggingHost host;
  timely::Subscriber subscriber(creation(host, &client, sized(clients_of_1, 10)));
  const auto end = read_from(subscriber).checkpoints.back();
  const auto plan = plan_of(client, sized(clients_of_1, 10), end);
  EXPECT_GE(number(plan, "records_at_most"), 100);
  EXPECT_LE(number(plan, "records_at_least"), 100);
}

TEST(Plan, MaxPagesBoundsIt) {
  ScriptedClient client(list_of(1000, 1000));
  const auto plan = plan_of(client, with(sized(clients_of_1, 10), "\"max_pages\": 3"));
  EXPECT_EQ(number(plan, "records"), 30);
  EXPECT_EQ(number(plan, "pages"), 3);
  EXPECT_EQ(number(plan, "requests"), 3);
}

TEST(Plan, MaxPagesAreThoseOfEachRun) {
  ScriptedClient client(list_of(1000, 1000));
  LoggingHost host;
  const auto config = with(sized(clients_of_1, 10), "\"max_pages\": 3");
  timely::Subscriber subscriber(creation(host, &client, config));
  const auto at = read_from(subscriber).checkpoints.back();
  EXPECT_EQ(number(plan_of(client, config, at), "records"), 30);
}

TEST(Plan, WhatComesInOneAnswerIsOneRequest) {
  ScriptedClient client(list_of(1000, 1000));
  const auto plan = plan_of(client, R"({"method": "GET", "entity": "roles.list",
                                        "request_parameters": {"path": {"account_id": 1}}})");
  EXPECT_EQ(number(plan, "requests"), 1);
  EXPECT_EQ(number(plan, "records"), -1);
  EXPECT_TRUE(client.asked.empty());
  const auto single = plan_of(client, R"({"method": "GET", "entity": "users.get_current",
                                          "request_parameters": {"path": {"account_id": 1}}})");
  EXPECT_EQ(number(single, "records"), 1);
}

TEST(Plan, ServerThatGivesWhatItLikesCannotBeCounted) {
  ScriptedClient client([](const Asked&) { return Reply{.body = rows(1, 30)}; });
  try {
    plan_of(client, clients_of_1);
    ADD_FAILURE();
  } catch (const hif::sdk::Error& error) {
    EXPECT_EQ(error.status, HIF_UNIMPLEMENTED);
  }
}

TEST(Plan, RefusalIsToldInTheVendorsWords) {
  ScriptedClient client([](const Asked&) {
    return Reply{.http_status = 403, .body = R"({"errors":{"message":"Not in your plan"}})"};
  });
  try {
    plan_of(client, clients_of_1);
    ADD_FAILURE();
  } catch (const hif::sdk::Error& error) {
    EXPECT_EQ(error.status, HIF_PERMISSION_DENIED);
    EXPECT_NE(std::string(error.what()).find("Not in your plan"), std::string::npos);
  }
}

} // namespace
