// SPDX-License-Identifier: MIT
// Many requests at once on one thread: each ends as by itself, and holds up no other.
#include "fixture/client_under_test.hpp"

#include <gtest/gtest.h>

#include <condition_variable>

namespace {

using namespace fixture;
using hif::sdk::Client;
using hif::sdk::Request;
using hif::sdk::SendError;

// How each request ended, in the order in which they did.
struct Ended {
  std::size_t index;
  int http_status = 0; // 0: it failed
  std::string body;
  hif_status status = HIF_OK;
  std::string why;
  int phase = HIF_PHASE_ANSWERED;
};

std::vector<Ended> send_many(const ClientUnderTest& client, TestCall& call,
                             const std::vector<Request>& requests, std::size_t at_once,
                             const std::function<bool(const Ended&)>& go_on = {}) {
  std::vector<const Request*> pointers;
  for (const auto& request : requests) pointers.push_back(&request);
  std::vector<Ended> all;
  client.client().send_many(hif::sdk::Call(call.raw()), pointers, at_once,
                            [&](std::size_t index, const Client::Receive& receive) {
                              Ended ended{.index = index, .body = {}, .why = {}};
                              try {
                                const auto response = receive();
                                ended.http_status = response.http_status();
                                ended.body = response.body();
                                ended.phase = response.phase();
                              } catch (const SendError& error) {
                                ended.status = error.status;
                                ended.why = error.what();
                                ended.phase = error.phase;
                              }
                              all.push_back(ended);
                              return go_on ? go_on(ended) : true;
                            });
  return all;
}

std::vector<Ended> send_many(const ClientUnderTest& client, const std::vector<Request>& requests,
                             std::size_t at_once) {
  TestCall call;
  return send_many(client, call, requests, at_once);
}

Request to(const std::string& target, const std::string& method = "POST") {
  return {.method = method,
          .target = target,
          .headers = {},
          .content_type = {},
          .body = method == "GET" ? "" : R"({"at":")" + target + R"("})"};
}

std::vector<Request> numbered(int count) {
  std::vector<Request> requests;
  for (int i = 0; i < count; ++i) requests.push_back(to("/" + std::to_string(i)));
  return requests;
}

Act echo(const Seen& seen) {
  return answer(200, seen.body);
}

TEST(SendMany, EachEndsOnceWithItsOwnAnswer) {
  Server server(echo);
  FakeHost host;
  ClientUnderTest client(host, token_config(server, R"("max_connections":4)"));
  const auto requests = numbered(200);
  TestCall call;
  const auto ended = send_many(client, call, requests, 4);
  ASSERT_EQ(ended.size(), 200u);
  std::set<std::size_t> indexes;
  for (const auto& one : ended) {
    indexes.insert(one.index);
    EXPECT_EQ(one.http_status, 200);
    EXPECT_EQ(one.body, requests[one.index].body);
  }
  EXPECT_EQ(indexes.size(), 200u);
  EXPECT_EQ(server.seen().size(), 200u);
  EXPECT_LE(server.connections(), 4);
  EXPECT_EQ(call.counts[HIF_COUNT_REQUESTS], 200u);
  EXPECT_EQ(call.counts[HIF_COUNT_RETRIES], 0u);
  EXPECT_EQ(call.counts[HIF_COUNT_BYTES_OUT], call.counts[HIF_COUNT_BYTES_IN]);
}

// Each answer of the second round waits for the others to be asked for, and none for a fifth.
TEST(SendMany, SoManyAreUnderWayAtOnce) {
  std::mutex mutex;
  std::condition_variable changed;
  int under_way = 0, most = 0;
  std::map<int, int> met;
  Server server([&](const Seen& seen) {
    std::unique_lock lock(mutex);
    most = std::max(most, ++under_way);
    const int round = seen.index / 4;
    ++met[round];
    changed.notify_all();
    changed.wait_for(lock, std::chrono::seconds(20), [&] { return met[round] == 4; });
    --under_way;
    return echo(seen);
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server, R"("max_connections":4)"));
  EXPECT_EQ(send_many(client, numbered(4), 4).size(), 4u); // opens the connections
  EXPECT_EQ(send_many(client, numbered(4), 4).size(), 4u);
  EXPECT_EQ(most, 4);
  EXPECT_EQ(met, (std::map<int, int>{{0, 4}, {1, 4}}));
  EXPECT_EQ(server.connections(), 4);
}

TEST(SendMany, OneThatIsSentAgainHoldsUpNoOther) {
  std::atomic<int> answered{0};
  Server server([&](const Seen& seen) {
    if (seen.target == "/0" && answered < 9) return answer(503);
    ++answered;
    return echo(seen);
  });
  FakeHost host;
  host.really_sleep = true;
  ClientUnderTest client(host, token_config(server, R"("retry":{"max_attempts":40})"));
  client.get("/warm");
  auto requests = numbered(9);
  requests.front().method = "PUT";
  const auto ended = send_many(client, requests, 3);
  ASSERT_EQ(ended.size(), 9u);
  EXPECT_EQ(ended.back().index, 0u);
  for (const auto& one : ended) EXPECT_EQ(one.http_status, 200) << one.index << one.why;
}

TEST(SendMany, AFailureIsThatOfItsRequestAlone) {
  Server server([](const Seen& seen) {
    if (seen.target == "/1") return answer(422, R"({"error":"no"})");
    if (seen.target == "/2") return Act{.bytes = {}, .more = {}, .after = Act::reset};
    return echo(seen);
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  client.get("/warm");
  auto requests = numbered(6);
  requests[3].target = "/a b";
  requests[4].body.assign(200'000, 'x'); // more than goes out in one write
  const auto ended = send_many(client, requests, 3);
  ASSERT_EQ(ended.size(), 6u);
  std::map<std::size_t, Ended> by_index;
  for (const auto& one : ended) by_index.emplace(one.index, one);
  EXPECT_EQ(by_index.at(0).http_status, 200);
  EXPECT_EQ(by_index.at(1).http_status, 422);
  EXPECT_EQ(by_index.at(2).status, HIF_UNAVAILABLE);
  EXPECT_EQ(by_index.at(2).phase, HIF_PHASE_SENT);
  EXPECT_EQ(by_index.at(3).status, HIF_INVALID_ARGUMENT);
  EXPECT_NE(by_index.at(3).why.find("percent-encoded"), std::string::npos);
  EXPECT_EQ(by_index.at(4).body, requests[4].body);
  EXPECT_EQ(by_index.at(5).http_status, 200);
}

TEST(SendMany, ARefusedKeyIsToldByEachOfThem) {
  Server server([](const Seen&) { return answer(401); });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  const auto ended = send_many(client, numbered(3), 2);
  ASSERT_EQ(ended.size(), 3u);
  for (const auto& one : ended) EXPECT_EQ(one.status, HIF_UNAUTHENTICATED) << one.why;
}

TEST(SendMany, AConnectionThatWasClosedWhileIdleIsReplaced) {
  Server server([](const Seen& seen) {
    auto act = echo(seen);
    if (seen.target == "/warm") act.after = Act::close;
    return act;
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  client.get("/warm");
  while (server.closed() == 0) std::this_thread::yield();
  const auto ended = send_many(client, numbered(4), 2);
  ASSERT_EQ(ended.size(), 4u);
  for (const auto& one : ended) EXPECT_EQ(one.http_status, 200) << one.why;
  EXPECT_EQ(server.seen().size(), 5u);
}

TEST(SendMany, NoOtherIsBegunOnceTheCallerHasEnough) {
  Server server(echo);
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  client.get("/warm");
  TestCall call;
  const auto ended =
      send_many(client, call, numbered(50), 1, [](const Ended& one) { return one.index < 2; });
  EXPECT_EQ(ended.size(), 3u);
  EXPECT_EQ(server.seen().size(), 4u);
}

TEST(SendMany, ACancelledCallEndsWhatIsUnderWayAndBeginsNothing) {
  Server server([](const Seen& seen) {
    if (seen.target == "/warm") return answer(200);
    return Act{.bytes = {}, .more = {}, .after = Act::stall};
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  client.get("/warm");
  TestCall call;
  std::thread canceller([&] {
    while (server.seen().size() < 3) std::this_thread::yield();
    call.cancelled = true;
  });
  const auto ended = send_many(client, call, numbered(9), 2);
  canceller.join();
  ASSERT_EQ(ended.size(), 2u);
  for (const auto& one : ended) {
    EXPECT_EQ(one.status, HIF_CANCELLED);
    EXPECT_EQ(one.phase, HIF_PHASE_SENT);
  }
  EXPECT_EQ(server.seen().size(), 3u);
}

TEST(SendMany, OneThatIsNotAnsweredInTimeHoldsUpNoOther) {
  Server server([](const Seen& seen) {
    if (seen.target == "/0") return Act{.bytes = {}, .more = {}, .after = Act::stall};
    return echo(seen);
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server, R"("timeouts":{"first_byte_ms":1500})"));
  client.get("/warm");
  const auto ended = send_many(client, numbered(20), 2);
  ASSERT_EQ(ended.size(), 20u);
  EXPECT_EQ(ended.back().index, 0u);
  EXPECT_EQ(ended.back().status, HIF_UNAVAILABLE);
  EXPECT_NE(ended.back().why.find("the first byte of the answer took longer than 1500 ms"),
            std::string::npos)
      << ended.back().why;
}

TEST(SendMany, ADryRunPreviewsThemInTheirOrder) {
  Server server(echo);
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  TestCall call;
  call.edit().flags = HIF_CALL_DRY_RUN;
  const auto ended = send_many(client, call, numbered(3), 2);
  ASSERT_EQ(ended.size(), 3u);
  for (const auto& one : ended) EXPECT_EQ(one.phase, HIF_PHASE_NOT_SENT);
  ASSERT_EQ(call.previews.size(), 3u);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(call.previews[static_cast<std::size_t>(i)].find("url")->as_string(),
              server.origin() + "/" + std::to_string(i));
  EXPECT_TRUE(server.seen().empty());
}

} // namespace
