// SPDX-License-Identifier: MIT
// What is sent again, by fault, method and the caller's word; counted by what the server saw.
#include "fixture/client_under_test.hpp"

#include <gtest/gtest.h>

namespace {

using namespace fixture;
using hif::sdk::SendError;

Act after_bytes(std::string bytes, Act::After after) {
  return {.bytes = std::move(bytes), .more = {}, .after = after};
}

// The first request meets `fault`, all later ones a 200.
Server::Script once(Act fault) {
  return [fault](const Seen& seen) { return seen.index == 0 ? fault : answer(200); };
}

struct Case {
  const char* name;
  Act fault;
  const char* method;
  std::int32_t repeat;
  std::size_t requests; // that the server sees in all
  int http_status;      // of the answer in the end; 0: the send fails
  bool ambiguous;
};

void PrintTo(const Case& test, std::ostream* out) {
  *out << test.name;
}

class Fault : public testing::TestWithParam<Case> {};

TEST_P(Fault, IsRepeatedAsTheMethodAllows) {
  const auto& test = GetParam();
  Server server(once(test.fault));
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  const std::string method = test.method;
  const auto wanted =
      request(method, method == "GET" || method == "DELETE" ? "" : "{}", test.repeat);
  try {
    const auto response = client.send(wanted);
    EXPECT_EQ(response.http_status(), test.http_status);
    EXPECT_EQ(response.ambiguous(), test.ambiguous);
    EXPECT_EQ(response.phase(), HIF_PHASE_ANSWERED);
    EXPECT_EQ(response.attempts(), test.requests);
  } catch (const SendError& error) {
    EXPECT_EQ(test.http_status, 0) << error.what();
    EXPECT_EQ(error.ambiguous, test.ambiguous);
    EXPECT_EQ(error.phase, HIF_PHASE_SENT);
  }
  EXPECT_EQ(server.seen().size(), test.requests);
}

const auto lost = after_bytes("", Act::close);
const auto reset = after_bytes("", Act::reset);
const auto half_head = after_bytes("HTTP/1.1 200 OK\r\nContent-Le", Act::close);
const auto half_body = after_bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", Act::close);
const auto half_chunk =
    after_bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal", Act::close);
const auto no_last_chunk =
    after_bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", Act::close);

constexpr auto by_method = HIF_REPEAT_BY_METHOD;
constexpr auto always = HIF_REPEAT_ALWAYS;
constexpr auto never = HIF_REPEAT_NEVER;

INSTANTIATE_TEST_SUITE_P(
    NoAnswer, Fault,
    testing::Values(Case{"LostGet", lost, "GET", by_method, 2, 200, true},
                    Case{"LostPut", lost, "PUT", by_method, 2, 200, true},
                    Case{"LostDelete", lost, "DELETE", by_method, 2, 200, true},
                    Case{"LostPost", lost, "POST", by_method, 1, 0, true},
                    Case{"LostPatch", lost, "PATCH", by_method, 1, 0, true},
                    Case{"LostPostAlways", lost, "POST", always, 2, 200, true},
                    Case{"LostPutNever", lost, "PUT", never, 1, 0, true},
                    Case{"ResetGet", reset, "GET", by_method, 2, 200, true},
                    Case{"ResetPost", reset, "POST", by_method, 1, 0, true},
                    Case{"HalfHeadGet", half_head, "GET", by_method, 2, 200, true},
                    Case{"HalfHeadPost", half_head, "POST", by_method, 1, 0, true},
                    Case{"HalfBodyGet", half_body, "GET", by_method, 2, 200, true},
                    Case{"HalfBodyPost", half_body, "POST", by_method, 1, 0, true},
                    Case{"HalfChunkGet", half_chunk, "GET", by_method, 2, 200, true},
                    Case{"NoLastChunkGet", no_last_chunk, "GET", by_method, 2, 200, true},
                    Case{"NoLastChunkPost", no_last_chunk, "POST", by_method, 1, 0, true}),
    [](const auto& info) { return std::string(info.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Status, Fault,
    testing::Values(Case{"Get408", answer(408), "GET", by_method, 2, 200, false},
                    Case{"Get425", answer(425), "GET", by_method, 2, 200, false},
                    Case{"Get429", answer(429), "GET", by_method, 2, 200, false},
                    Case{"Get500", answer(500), "GET", by_method, 2, 200, false},
                    Case{"Get502", answer(502), "GET", by_method, 2, 200, false},
                    Case{"Get503", answer(503), "GET", by_method, 2, 200, false},
                    Case{"Get504", answer(504), "GET", by_method, 2, 200, false},
                    Case{"Put503", answer(503), "PUT", by_method, 2, 200, true},
                    Case{"Delete502", answer(502), "DELETE", by_method, 2, 200, true},
                    Case{"Post408", answer(408), "POST", by_method, 1, 408, false},
                    Case{"Post425", answer(425), "POST", by_method, 2, 200, false},
                    Case{"Post429", answer(429), "POST", by_method, 2, 200, false},
                    Case{"Post429Never", answer(429), "POST", never, 2, 200, false},
                    Case{"Post500", answer(500), "POST", by_method, 1, 500, true},
                    Case{"Post502", answer(502), "POST", by_method, 1, 502, true},
                    Case{"Post503", answer(503), "POST", by_method, 1, 503, true},
                    Case{"Post504", answer(504), "POST", by_method, 1, 504, true},
                    Case{"Post503Always", answer(503), "POST", always, 2, 200, true},
                    Case{"Patch500", answer(500), "PATCH", by_method, 1, 500, true},
                    Case{"Get400", answer(400), "GET", by_method, 1, 400, false},
                    Case{"Get403", answer(403), "GET", by_method, 1, 403, false},
                    Case{"Get404", answer(404), "GET", by_method, 1, 404, false},
                    Case{"Post422", answer(422), "POST", by_method, 1, 422, false},
                    Case{"Get501", answer(501), "GET", by_method, 1, 501, false}),
    [](const auto& info) { return std::string(info.param.name); });

// The whole table: what the server saw of a request whose first attempt met a fault, by method and
// by the caller's word. A method is idempotent (RFC 9110 §9.2.2) or not; POST and PATCH are alike.
struct Row {
  const char* name;
  Act fault;
  bool acts; // the server may have acted on it
};

const std::vector<Row> rows{
    {"lost before the answer", lost, true},
    {"reset before the answer", reset, true},
    {"cut off in the head", half_head, true},
    {"cut off in the body", half_body, true},
    {"cut off in a chunk", half_chunk, true},
    {"without a last chunk", no_last_chunk, true},
    {"408", answer(408), true},
    {"425", answer(425), false},
    {"429", answer(429), false},
    {"429 with Retry-After", answer(429, "{}", "Retry-After: 1\r\n"), false},
    {"500", answer(500), true},
    {"502", answer(502), true},
    {"503", answer(503), true},
    {"503 with Retry-After", answer(503, "{}", "Retry-After: 1\r\n"), true},
    {"504", answer(504), true},
};

TEST(Retry, EveryFaultByEveryMethodIsWhatTheServerSaw) {
  for (const auto& row : rows)
    for (const std::string method : {"GET", "HEAD", "PUT", "DELETE", "POST", "PATCH"})
      for (const auto repeat : {by_method, always, never}) {
        const bool idempotent = method != "POST" && method != "PATCH";
        const bool again = !row.acts || repeat == always || (repeat == by_method && idempotent);
        if (method == "HEAD" && row.fault.bytes.find("\r\n\r\n") != std::string::npos &&
            row.fault.after == Act::close)
          continue; // a HEAD has no body to cut off
        Server server(once(row.fault));
        FakeHost host;
        ClientUnderTest client(host, token_config(server));
        const bool with_body = method != "GET" && method != "HEAD" && method != "DELETE";
        try {
          client.send(request(method, with_body ? "{}" : "", repeat));
        } catch (const SendError& error) {
          EXPECT_FALSE(again) << row.name << " " << method << ": " << error.what();
        }
        EXPECT_EQ(server.seen().size(), again ? 2u : 1u)
            << row.name << " " << method << " " << repeat;
      }
}

TEST(Retry, WhatWasNotSentIsSentAgainWithAnyMethod) {
  for (const auto* method : {"GET", "POST", "PATCH", "DELETE"}) {
    const auto port = [] {
      auto socket = Server::listening();
      return socket.address().port();
    }();
    FakeHost host;
    ClientUnderTest client(host, R"({"base_uri":"http://127.0.0.1:)" + std::to_string(port) +
                                     R"(","access_token":"T0","retry":{"max_attempts":3}})");
    try {
      client.send(request(method, "{}"));
      ADD_FAILURE() << "it was answered";
    } catch (const SendError& error) {
      EXPECT_EQ(error.status, HIF_UNAVAILABLE);
      EXPECT_EQ(error.phase, HIF_PHASE_NOT_SENT);
      EXPECT_FALSE(error.ambiguous);
      EXPECT_NE(std::string(error.what()).find("3 attempts"), std::string::npos) << error.what();
    }
    EXPECT_EQ(host.sleeps_ms().size(), 2u);
  }
}

// A keep-alive connection that the server closes as the second request comes in.
class Stale : public testing::Test {
 protected:
  Server server{[](const Seen& seen) {
    return seen.connection == 1 && seen.index > 0 ? after_bytes("", Act::close) : answer(200);
  }};
  FakeHost host;
  ClientUnderTest client{host, token_config(server)};
};

TEST_F(Stale, AnIdempotentRequestIsSentAgainAtOnce) {
  for (const auto* method : {"GET", "PUT", "DELETE"}) {
    client.get();
    EXPECT_EQ(client.send(request(method)).http_status(), 200);
  }
  EXPECT_TRUE(host.sleeps_ms().empty());
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(Stale, APostThatMayHaveArrivedIsNotSentAgain) {
  client.get();
  const auto error = client.failure(request("POST", "{}"));
  EXPECT_EQ(error.status, HIF_UNAVAILABLE);
  EXPECT_TRUE(error.ambiguous);
  EXPECT_EQ(server.seen().size(), 2u);
}

TEST(StaleBefore, APostGoesOutOnAFreshConnectionWhenTheOldOneIsSeenClosed) {
  // The answer promises keep-alive, and the connection is closed nevertheless.
  Server server([](const Seen& seen) {
    auto act = answer(200);
    if (seen.index == 0) act.after = Act::close;
    return act;
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  client.get();
  while (server.closed() == 0) std::this_thread::yield();
  EXPECT_EQ(client.post().http_status(), 200);
  EXPECT_EQ(server.seen().size(), 2u);
  EXPECT_EQ(server.connections(), 2);
}

TEST(Retry, ExhaustedAttemptsGiveTheLastAnswer) {
  Server server([](const Seen&) { return answer(503, R"({"error":"busy"})"); });
  FakeHost host;
  ClientUnderTest client(host, token_config(server, R"("retry":{"max_attempts":3})"));
  const auto response = client.get();
  EXPECT_EQ(response.http_status(), 503);
  EXPECT_EQ(response.body(), R"({"error":"busy"})");
  EXPECT_EQ(response.attempts(), 3u);
  EXPECT_EQ(server.seen().size(), 3u);
}

TEST(Retry, TheElapsedTimeIsACap) {
  Server server([](const Seen&) { return answer(503, "{}", "Retry-After: 40\r\n"); });
  FakeHost host;
  ClientUnderTest client(host, token_config(server, R"("retry":{"max_elapsed_ms":100000})"));
  EXPECT_EQ(client.get().http_status(), 503);
  EXPECT_EQ(server.seen().size(), 3u);
}

TEST(Retry, WaitsForARateLimitAreCounted) {
  Server server([](const Seen& seen) {
    return seen.index == 0 ? answer(429, "", "Retry-After: 7\r\n") : answer(200, "");
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  TestCall call;
  client.send(call, request("GET", ""));
  EXPECT_GE(call.counts[HIF_COUNT_RATE_LIMIT_WAITS], 1u);
  std::int64_t slept_ms = 0; // nothing else was waited for
  for (const auto ms : host.sleeps_ms()) slept_ms += ms;
  EXPECT_GE(slept_ms, 7000);
  EXPECT_EQ(call.counts[HIF_COUNT_RATE_LIMIT_WAIT_MS], static_cast<std::uint64_t>(slept_ms));
}

TEST(Retry, OtherPausesAreNoWaitsForARateLimit) {
  Server server(
      [](const Seen& seen) { return seen.index == 0 ? answer(503, "") : answer(200, ""); });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  TestCall call;
  client.send(call, request("GET", ""));
  EXPECT_FALSE(host.sleeps_ms().empty());
  EXPECT_EQ(call.counts[HIF_COUNT_RATE_LIMIT_WAITS], 0u);
}

TEST(Retry, RetriesAndBytesAreCounted) {
  Server server(
      [](const Seen& seen) { return seen.index == 0 ? answer(503, "") : answer(200, "12345"); });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  TestCall call;
  client.send(call, request("PUT", "abc"));
  EXPECT_EQ(call.counts[HIF_COUNT_REQUESTS], 2u);
  EXPECT_EQ(call.counts[HIF_COUNT_RETRIES], 1u);
  EXPECT_EQ(call.counts[HIF_COUNT_BYTES_IN], 5u);
  EXPECT_EQ(call.counts[HIF_COUNT_BYTES_OUT], 6u);
}

TEST(Retry, ABodyThatStaysCutOffIsDataLoss) {
  Server server([](const Seen&) { return half_body; });
  FakeHost host;
  ClientUnderTest client(host, token_config(server, R"("retry":{"max_attempts":2})"));
  const auto error = client.failure(request("GET"));
  EXPECT_EQ(error.status, HIF_DATA_LOSS);
  EXPECT_NE(std::string(error.what()).find("cut off after 4 of 9 bytes"), std::string::npos)
      << error.what();
  EXPECT_EQ(server.seen().size(), 2u);
}

} // namespace
