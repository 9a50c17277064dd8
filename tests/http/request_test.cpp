// SPDX-License-Identifier: MIT
// What goes out, and what never does.
#include "fixture/client_under_test.hpp"

#include <gtest/gtest.h>

namespace {

using namespace fixture;
using hif::sdk::Request;

class Requests : public testing::Test {
 protected:
  Server server{[](const Seen&) { return answer(200); }};
  FakeHost host;
  ClientUnderTest client{host, token_config(server, R"("headers":{"X-Team":"blue"})")};

  void expect_refused(Request wanted) {
    const auto error = client.failure(wanted);
    EXPECT_EQ(error.status, HIF_INVALID_ARGUMENT) << error.what();
    EXPECT_EQ(error.phase, HIF_PHASE_NOT_SENT);
    EXPECT_TRUE(server.seen().empty());
    EXPECT_EQ(server.connections(), 0);
  }
};

TEST_F(Requests, CarryTheClientsOwnHeaders) {
  client.post(R"({"a":1})");
  const auto seen = server.seen().at(0);
  EXPECT_EQ(seen.header("authorization"), "Bearer T0");
  EXPECT_EQ(seen.header("host"), "127.0.0.1:" + std::to_string(server.port()));
  EXPECT_EQ(seen.header("content-type"), "application/json");
  EXPECT_EQ(seen.header("content-length"), "7");
  EXPECT_EQ(seen.header("accept-encoding"), "gzip");
  EXPECT_EQ(seen.header("x-team"), "blue");
  EXPECT_TRUE(seen.header("user-agent").starts_with("timely-plugin/")) << seen.header("user-agent");
  EXPECT_NE(seen.header("user-agent").find("(test-host/9.9)"), std::string::npos);
  EXPECT_EQ(seen.body, R"({"a":1})");
}

TEST_F(Requests, OfOneHeaderWinOverTheConfiguration) {
  auto wanted = request("GET");
  wanted.headers = {{"x-team", "red"}, {"X-More", "1"}};
  client.send(wanted);
  EXPECT_EQ(server.seen().at(0).header("x-team"), "red");
  EXPECT_EQ(server.seen().at(0).header("x-more"), "1");
}

TEST_F(Requests, WithoutABodyStillTellItsLength) {
  client.send(request("PUT"));
  EXPECT_EQ(server.seen().at(0).header("content-length"), "0");
  EXPECT_EQ(server.seen().at(0).header("content-type"), "");
}

TEST_F(Requests, WithLargeBodiesArriveWhole) {
  const std::string body(3'000'000, 'x');
  client.post(body);
  EXPECT_EQ(server.seen().at(0).body, body);
}

TEST_F(Requests, CannotSmuggleThroughTheTarget) {
  for (const auto* target : {"", "x", "http://evil.example/", "/a b", "/a\r\nX: y", "/a\n",
                             "/a\x01", "/a\x7f", "/\xc3\xa9", "/a#b", "/a\tb"}) {
    auto wanted = request("GET");
    wanted.target = target;
    expect_refused(wanted);
  }
  auto wanted = request("GET");
  wanted.target = std::string("/a\0b", 4);
  expect_refused(wanted);
}

TEST_F(Requests, CannotSmuggleThroughHeaders) {
  for (const auto* value : {"a\r\nX: y", "a\n", "a\r", "\x01", "\x7f"}) {
    auto wanted = request("GET");
    wanted.headers = {{"X-A", value}};
    expect_refused(wanted);
    wanted.headers.clear();
    wanted.content_type = value;
    wanted.body = "{}";
    expect_refused(wanted);
  }
  for (const auto* name : {"", "X A", "X:", "X\r\nY", "X\n"}) {
    auto wanted = request("GET");
    wanted.headers = {{name, "v"}};
    expect_refused(wanted);
  }
}

TEST_F(Requests, CannotSmuggleThroughTheMethod) {
  for (const auto* method : {"", "GET /evil HTTP/1.1\r\nX: y", "G T", "CONNECT", "TRACE"})
    expect_refused(request(method));
}

TEST_F(Requests, CannotSetWhatTheClientSets) {
  for (const auto* name : {"Host", "authorization", "Content-Length", "transfer-encoding",
                           "Connection", "Proxy-Authorization", "Expect", "Upgrade"}) {
    auto wanted = request("GET");
    wanted.headers = {{name, "x"}};
    expect_refused(wanted);
  }
}

TEST(Redirects, WithinTheOriginAreFollowedForGet) {
  Server server([](const Seen& seen) {
    return seen.target == "/x" ? answer(302, "", "Location: /y?a=1\r\n") : answer(200, "there");
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  EXPECT_EQ(client.get().body(), "there");
  EXPECT_EQ(server.seen().at(1).target, "/y?a=1");
  EXPECT_EQ(server.seen().at(1).header("authorization"), "Bearer T0");
}

TEST(Redirects, ToAnotherOriginAreRefusedAndTheKeyStays) {
  Server evil([](const Seen&) { return answer(200); });
  Server server(
      [&](const Seen&) { return answer(302, "", "Location: " + evil.origin() + "/steal\r\n"); });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  const auto error = client.failure(request("GET"));
  EXPECT_EQ(error.status, HIF_UNAVAILABLE);
  EXPECT_NE(std::string(error.what()).find("it leads to " + evil.origin()), std::string::npos)
      << error.what();
  EXPECT_EQ(evil.connections(), 0);
}

TEST(Redirects, OfOtherMethodsAreRefused) {
  Server server([](const Seen&) { return answer(307, "", "Location: /y\r\n"); });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  EXPECT_EQ(client.failure(request("POST", "{}")).status, HIF_UNAVAILABLE);
  EXPECT_EQ(server.seen().size(), 1u);
}

TEST(Redirects, DoNotGoOnForEver) {
  Server server([](const Seen&) { return answer(301, "", "Location: /x\r\n"); });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  EXPECT_EQ(client.failure(request("GET")).status, HIF_UNAVAILABLE);
  EXPECT_EQ(server.seen().size(), 6u);
}

TEST(DryRun, ShowsTheRequestAndSendsNothing) {
  Server server([](const Seen&) { return answer(200); });
  FakeHost host;
  ClientUnderTest client(host, oauth_config(server)); // without any key
  TestCall call;
  call.edit().flags = HIF_CALL_DRY_RUN;
  const auto response = client.send(call, request("POST", R"({"event":{"hours":1}})"));
  EXPECT_EQ(response.http_status(), 0);
  EXPECT_EQ(response.phase(), HIF_PHASE_NOT_SENT);
  EXPECT_EQ(server.connections(), 0);
  const auto& shown = call.previews.at(0);
  EXPECT_EQ(shown.find("method")->as_string(), "POST");
  EXPECT_EQ(shown.find("url")->as_string(), server.origin() + "/x");
  EXPECT_EQ(shown.find("headers")->find("Authorization")->as_string(), "Bearer ***");
  EXPECT_EQ(shown.find("body")->find("event")->find("hours")->as_int64(), 1);
}

TEST(DryRun, StillReads) {
  Server server([](const Seen&) { return answer(200); });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  TestCall call;
  call.edit().flags = HIF_CALL_DRY_RUN;
  EXPECT_EQ(client.send(call, request("GET")).http_status(), 200);
  EXPECT_TRUE(call.previews.empty());
}

TEST(Log, TellsEachRequestAndNoSecret) {
  Server server([](const Seen&) {
    return answer(200, R"({"id":1,"secret_token":"hush"})", "X-Request-Id: r-7\r\n");
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  auto wanted = request("PUT", R"({"password":"swordfish","n":[1]})");
  wanted.target = "/x?code=verysecret&page=2";
  client.send(wanted);
  const auto log = host.log();
  EXPECT_NE(log.find(R"("path":"/x?code=***&page=2")"), std::string::npos) << log;
  EXPECT_NE(log.find(R"("x-request-id":"r-7")"), std::string::npos) << log;
  EXPECT_NE(log.find(R"("status":200)"), std::string::npos) << log;
  for (const auto* secret : {"verysecret", "swordfish", "hush", "T0"})
    EXPECT_EQ(log.find(secret), std::string::npos) << log;
  EXPECT_TRUE(host.masked().contains("T0"));
}

} // namespace
