// SPDX-License-Identifier: MIT
// Connections: kept alive, bounded, and what is noticed while waiting on them.
#include "fixture/client_under_test.hpp"

#include <gtest/gtest.h>

namespace {

using namespace fixture;
using hif::sdk::SendError;

TEST(Connections, AreKeptAliveBetweenRequests) {
  Server server([](const Seen&) { return answer(200, R"({"ok":true})"); });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client.get().body(), R"({"ok":true})");
  EXPECT_EQ(client.post().http_status(), 200);
  EXPECT_EQ(server.seen().size(), 6u);
  EXPECT_EQ(server.connections(), 1);
}

TEST(Connections, AreNotReusedWhenTheServerClosesThem) {
  Server server([](const Seen&) { return answer(200, "{}", "Connection: close\r\n"); });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  client.get();
  client.get();
  EXPECT_EQ(server.connections(), 2);
}

TEST(Connections, NeverExceedTheBound) {
  std::atomic<int> open{0}, most{0};
  Server server([&](const Seen&) {
    most = std::max(most.load(), ++open);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    --open;
    return answer(200);
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server, R"("max_connections":2)"));
  std::vector<std::thread> users;
  for (int i = 0; i < 6; ++i)
    users.emplace_back([&] {
      for (int j = 0; j < 5; ++j) client.get();
    });
  for (auto& user : users) user.join();
  EXPECT_EQ(server.seen().size(), 30u);
  EXPECT_EQ(server.connections(), 2);
  EXPECT_LE(most, 2);
}

TEST(Connections, ACallThatWaitsForOneCanBeCancelled) {
  Server server([](const Seen&) { return Act{.bytes = {}, .more = {}, .after = Act::stall}; });
  FakeHost host;
  ClientUnderTest client(host, token_config(server, R"("max_connections":1)"));
  TestCall holder, waiter;
  std::thread first([&] { EXPECT_THROW(client.send(holder, request("GET")), SendError); });
  while (server.seen().empty()) std::this_thread::yield();
  std::thread second([&] { EXPECT_THROW(client.send(waiter, request("GET")), SendError); });
  waiter.cancelled = true;
  second.join();
  EXPECT_EQ(server.seen().size(), 1u);
  holder.cancelled = true;
  first.join();
}

TEST(Connections, ACancelledCallStopsWaitingForItsAnswer) {
  Server server([](const Seen&) { return Act{.bytes = {}, .more = {}, .after = Act::stall}; });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  TestCall call;
  std::thread canceller([&] {
    while (server.seen().empty()) std::this_thread::yield();
    call.cancelled = true;
  });
  try {
    client.send(call, request("GET"));
    ADD_FAILURE() << "it was answered";
  } catch (const SendError& error) {
    EXPECT_EQ(error.status, HIF_CANCELLED);
    EXPECT_EQ(error.phase, HIF_PHASE_SENT);
  }
  canceller.join();
}

TEST(Connections, ACancelledCallStopsInTheMiddleOfABody) {
  Server server([](const Seen&) {
    return Act{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf",
               .more = {},
               .after = Act::stall};
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  TestCall call;
  std::thread canceller([&] {
    while (server.seen().empty()) std::this_thread::yield();
    call.cancelled = true;
  });
  try {
    client.send(call, request("GET"));
    ADD_FAILURE() << "it was answered";
  } catch (const SendError& error) {
    EXPECT_EQ(error.status, HIF_CANCELLED);
  }
  canceller.join();
}

TEST(Connections, TheDeadlineOfTheCallEndsAWait) {
  Server server([](const Seen&) { return Act{.bytes = {}, .more = {}, .after = Act::stall}; });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  TestCall call;
  call.edit().deadline_ns = host.steady_ns() + 50'000'000;
  try {
    client.send(call, request("GET"));
    ADD_FAILURE() << "it was answered";
  } catch (const SendError& error) {
    EXPECT_EQ(error.status, HIF_DEADLINE_EXCEEDED);
  }
}

TEST(Connections, ATimeoutSaysWhatTookTooLong) {
  Server server([](const Seen&) { return Act{.bytes = {}, .more = {}, .after = Act::stall}; });
  FakeHost host;
  ClientUnderTest client(
      host, token_config(server, R"("timeouts":{"first_byte_ms":30},"retry":{"max_attempts":2})"));
  const auto error = client.failure(request("GET"));
  EXPECT_EQ(error.status, HIF_UNAVAILABLE);
  EXPECT_TRUE(error.ambiguous);
  EXPECT_NE(std::string(error.what()).find("first byte of the answer took longer than 30 ms"),
            std::string::npos)
      << error.what();
  EXPECT_EQ(server.seen().size(), 2u);
}

TEST(Connections, SilenceInABodyIsATimeout) {
  Server server([](const Seen&) {
    return Act{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
               .more = {},
               .after = Act::stall};
  });
  FakeHost host;
  ClientUnderTest client(
      host, token_config(server, R"("timeouts":{"idle_ms":30},"retry":{"max_attempts":1})"));
  const auto error = client.failure(request("GET"));
  EXPECT_EQ(error.status, HIF_UNAVAILABLE);
  EXPECT_NE(std::string(error.what()).find("next byte"), std::string::npos) << error.what();
}

TEST(Connections, BytesBeyondAsciiInAHeadAreNotItsEnd) {
  Server server([&](const Seen&) { return answer(200, "{}", "X-A: caf\xc3\xa9 \xff.\r\n"); });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  const auto response = client.get();
  EXPECT_EQ(response.http_status(), 200);
  EXPECT_EQ(response.header("X-A"), "caf\xc3\xa9 \xff.");
}

TEST(Connections, AStatusThatHttpDoesNotHaveIsABrokenAnswer) {
  for (const auto* status : {"900", "099", "600", "-20", "2x0"}) {
    Server server([&](const Seen&) {
      return Act{.bytes = "HTTP/1.1 " + std::string(status) + " OK\r\nContent-Length: 2\r\n\r\n{}",
                 .more = {}};
    });
    FakeHost host;
    ClientUnderTest client(host, token_config(server, R"("retry":{"max_attempts":2})"));
    EXPECT_EQ(client.failure(request("GET")).status, HIF_DATA_LOSS) << status;
    EXPECT_EQ(server.seen().size(), 2u) << status;
  }
}

TEST(Connections, WhatAnIdleOneSaysUnaskedIsNotTheNextAnswer) {
  Server server([](const Seen& seen) {
    auto act = answer(200, std::to_string(seen.index));
    if (seen.index == 0) act.bytes += "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
    return act;
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  EXPECT_EQ(client.get().body(), "0");
  EXPECT_EQ(client.get().body(), "1");
  EXPECT_EQ(server.connections(), 2);
}

TEST(Connections, ThePathOfTheBaseUriIsPutBeforeTargets) {
  Server server([](const Seen&) { return answer(200); });
  FakeHost host;
  ClientUnderTest client(host, R"({"base_uri":")" + server.origin() +
                                   R"(/api/timely/","access_token":"T0"})");
  client.get("/1.1/accounts?x=%20y");
  EXPECT_EQ(server.seen().at(0).target, "/api/timely/1.1/accounts?x=%20y");
  EXPECT_EQ(server.seen().at(0).header("authorization"), "Bearer T0");
}

} // namespace
