// SPDX-License-Identifier: MIT
#include "asking.hpp"

#include <Poco/InflatingStream.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/StreamCopier.h>

#include <sstream>
#include <stdexcept>
#include <thread>

namespace timely::sandbox {
namespace {

class TransportTest : public SandboxTest {};

std::string inflated(const std::string& bytes) {
  std::istringstream compressed(bytes);
  Poco::InflatingInputStream stream(compressed, Poco::InflatingStreamBuf::STREAM_GZIP);
  std::string text;
  Poco::StreamCopier::copyToString(stream, text);
  return text;
}

TEST_F(TransportTest, AnswersCarryTheUsualHeaders) {
  const auto answer = timely.get("clients");
  EXPECT_EQ(answer.headers.at("content-type"), "application/json; charset=utf-8");
  EXPECT_TRUE(answer.headers.at("etag").starts_with("W/\""));
  EXPECT_EQ(answer.headers.at("cache-control"), "max-age=0, private, must-revalidate");
  EXPECT_FALSE(answer.headers.at("x-request-id").empty());
  EXPECT_FALSE(answer.headers.at("x-runtime").empty());
  EXPECT_EQ(timely.get("nothing").headers.at("cache-control"), "no-cache");
}

TEST_F(TransportTest, GzipWhenItIsAccepted) {
  const auto plain = timely.get("clients");
  EXPECT_FALSE(plain.headers.contains("content-encoding"));
  const auto zipped = timely.get("clients", {{{"accept-encoding", "deflate, gzip;q=0.5"}}});
  EXPECT_EQ(zipped.headers.at("content-encoding"), "gzip");
  EXPECT_EQ(inflated(zipped.body), plain.body);
  const auto refused = timely.get("clients", {{{"accept-encoding", "gzip;q=0"}}});
  EXPECT_FALSE(refused.headers.contains("content-encoding"));
}

TEST(TransportOptions, GzipCanBeTurnedOff) {
  Options options;
  options.gzip = false;
  const Asking timely(options);
  const auto answer = timely.get("clients", {{{"accept-encoding", "gzip"}}});
  EXPECT_FALSE(answer.headers.contains("content-encoding"));
}

TEST_F(TransportTest, UnchangedRecordIs304) {
  const auto etag = timely.get("clients").headers.at("etag");
  const auto again = timely.get("clients", {{{"if-none-match", etag}}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
}

TEST_F(TransportTest, OneConnectionServesManyRequests) {
  Poco::Net::HTTPClientSession session("127.0.0.1",
                                       static_cast<Poco::UInt16>(timely.sandbox.port()));
  session.setKeepAlive(true);
  for (int i = 0; i < 5; ++i) {
    Poco::Net::HTTPRequest request("GET", "/1.1/accounts", "HTTP/1.1");
    request.set("authorization", "Bearer " + timely.token);
    session.sendRequest(request);
    Poco::Net::HTTPResponse response;
    std::string body;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
    EXPECT_EQ(response.getStatus(), 200);
  }
  EXPECT_EQ(timely.sandbox.connections(), 1u);
  EXPECT_EQ(timely.sandbox.count("GET", "/1.1/accounts"), 5u);
}

TEST_F(TransportTest, RequestsAreKeptWithTheirBodies) {
  timely.post("clients", R"({"client":{"name":"Skerry"}})");
  const auto seen = timely.sandbox.requests();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].request.body, R"({"client":{"name":"Skerry"}})");
  EXPECT_EQ(seen[0].status, 200);
  EXPECT_EQ(seen[0].request.header("content-type"), "application/json");
  timely.sandbox.forget_requests();
  EXPECT_EQ(timely.sandbox.count(), 0u);
}

TEST_F(TransportTest, ManyClientsAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 10; ++n)
        good += timely.post("events", R"({"event":{"day":"2026-03-18","hours":1}})").status == 201;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 80);
  EXPECT_EQ(timely.sandbox.event_count(), 480u);
}

TEST_F(TransportTest, StopEndsIdleConnections) {
  Poco::Net::HTTPClientSession session("127.0.0.1",
                                       static_cast<Poco::UInt16>(timely.sandbox.port()));
  session.setKeepAlive(true);
  Poco::Net::HTTPRequest request("GET", "/1.1/accounts", "HTTP/1.1");
  session.sendRequest(request);
  Poco::Net::HTTPResponse response;
  std::string body;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
  timely.sandbox.stop();
  EXPECT_THROW(timely.get("/1.1/accounts"), Poco::Exception);
}

TEST(TransportOptions, OnlyLoopbackIsListenedOn) {
  for (const auto* address : {"0.0.0.0:0", "192.0.2.1:80", "[::]:0", "example.com:0", "x"}) {
    Options options;
    options.listen = address;
    EXPECT_THROW(Sandbox{options}, std::runtime_error) << address;
  }
}

TEST(TransportOptions, SameSeedAndDayGiveTheSameRecords) {
  Options options;
  options.today = "2026-03-18";
  const auto notes = [&] {
    const Asking timely(options);
    std::string text;
    for (const auto& event : timely.get("events?sort=id").list())
      text +=
          compact(*event.find("id")) + compact(*event.find("note")) + compact(*event.find("cost"));
    return text;
  };
  EXPECT_EQ(notes(), notes());
  const auto first = notes();
  options.seed = 2;
  EXPECT_NE(notes(), first);
}

} // namespace
} // namespace timely::sandbox
