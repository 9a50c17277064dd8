// SPDX-License-Identifier: MIT
#include "asking.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocket.h>

#include <stdexcept>

namespace timely::sandbox {
namespace {

class FaultsTest : public SandboxTest {
 protected:
  void inject(const std::string& match, const std::string& fault) {
    timely.sandbox.set_faults("{\"faults\":[{\"match\":" + match + ",\"fault\":" + fault + "}]}");
  }
  int status() const { return timely.get("clients").status; }

  // What arrives for one request before the connection ends, and whether it ended by a reset.
  struct Received {
    std::string bytes;
    bool reset = false;
  };
  Received receive(const std::string& path) const {
    Poco::Net::StreamSocket socket(
        Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(timely.sandbox.port())));
    const auto request = "GET /1.1/90210/" + path +
                         " HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + timely.token +
                         "\r\n\r\n";
    socket.sendBytes(request.data(), static_cast<int>(request.size()));
    Received received;
    char part[4096];
    try {
      while (const auto count = socket.receiveBytes(part, sizeof part))
        received.bytes.append(part, static_cast<std::size_t>(count));
    } catch (const Poco::Exception&) {
      received.reset = true;
    }
    return received;
  }
};

void expect_refused(const std::string& text, const std::string& why) {
  Sandbox sandbox;
  try {
    sandbox.set_faults(text);
    FAIL() << "accepted: " << text;
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(error.what(), why);
  }
}

TEST(FaultsFile, ErrorsNameTheirPlace) {
  expect_refused("{", "faults: not JSON: 1:2: the object is not closed");
  expect_refused("{}", "faults: the file: expected an array \"faults\"");
  expect_refused(R"({"faults":[{"match":{"pth":"x"},"fault":{}}]})",
                 "faults: faults[0].match: unknown member \"pth\"; known are method, path, query, "
                 "nth, every, times");
  expect_refused(R"({"faults":[{"fault":{}},{}]})", "faults: faults[1]: \"fault\" is missing");
  expect_refused(R"({"faults":[{"fault":{"status":99}}]})",
                 "faults: faults[0].fault.status: expected a whole number from 200 to 599");
  expect_refused(
      R"({"faults":[{"fault":{"reset":"late"}}]})",
      "faults: faults[0].fault.reset: expected before_response, mid_headers or mid_body");
}

TEST_F(FaultsTest, NthHitsOnce) {
  inject(R"({"path":"/clients$","nth":2})", R"({"status":503,"retry_after":"2"})");
  EXPECT_EQ(status(), 200);
  const auto hit = timely.get("clients");
  EXPECT_EQ(hit.status, 503);
  EXPECT_EQ(hit.headers.at("retry-after"), "2");
  EXPECT_EQ(status(), 200);
}

TEST_F(FaultsTest, EveryAndTimes) {
  inject(R"({"every":2,"times":2})", R"({"status":500})");
  std::vector<int> seen;
  for (int i = 0; i < 6; ++i) seen.push_back(status());
  EXPECT_EQ(seen, (std::vector{200, 500, 200, 500, 200, 200}));
}

TEST_F(FaultsTest, MethodPathAndQueryMustAllMatch) {
  inject(R"({"method":"GET","path":"/clients$","query":"limit=7"})", R"({"status":500})");
  EXPECT_EQ(status(), 200);
  EXPECT_EQ(timely.get("clients?limit=7").status, 500);
  EXPECT_EQ(timely.get("users?limit=7").status, 200);
}

TEST_F(FaultsTest, FirstRuleWithTimesLeftWins) {
  timely.sandbox.set_faults(
      R"({"faults":[{"match":{"times":1},"fault":{"status":500}},{"fault":{"status":502}}]})");
  EXPECT_EQ(status(), 500);
  EXPECT_EQ(status(), 502);
  timely.sandbox.set_faults("");
  EXPECT_EQ(status(), 200);
}

TEST_F(FaultsTest, BeforeHasNoEffectAndAfterHasIt) {
  const auto count = timely.sandbox.event_count();
  const auto body = R"({"event":{"day":"2026-03-18","hours":1}})";
  inject(R"({"method":"POST"})", R"({"status":503})");
  EXPECT_EQ(timely.post("events", body).status, 503);
  EXPECT_EQ(timely.sandbox.event_count(), count);
  inject(R"({"method":"POST"})", R"({"status":503,"when":"after"})");
  EXPECT_EQ(timely.post("events", body).status, 503);
  EXPECT_EQ(timely.sandbox.event_count(), count + 1);
}

TEST_F(FaultsTest, BodyAndHeadersAreLaidOver) {
  inject("{}", R"({"body":{"a":1},"content_type":"text/plain","headers":{"X-Note":"n"}})");
  const auto answer = timely.get("clients");
  EXPECT_EQ(answer.body, R"({"a":1})");
  EXPECT_EQ(answer.headers.at("content-type"), "text/plain");
  EXPECT_EQ(answer.headers.at("x-note"), "n");
}

TEST_F(FaultsTest, GarbageIsNoJson) {
  inject("{}", R"({"garbage":true})");
  const auto answer = timely.get("clients");
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.value.is_null());
  EXPECT_FALSE(answer.body.empty());
}

TEST_F(FaultsTest, ResetBeforeAnyByte) {
  inject("{}", R"({"reset":"before_response"})");
  const auto received = receive("clients");
  EXPECT_TRUE(received.reset);
  EXPECT_EQ(received.bytes, "");
  EXPECT_EQ(timely.sandbox.requests().back().status, 0);
}

TEST_F(FaultsTest, ResetInTheHeaders) {
  inject("{}", R"({"reset":"mid_headers"})");
  const auto received = receive("clients");
  EXPECT_TRUE(received.reset);
  EXPECT_TRUE(received.bytes.starts_with("HTTP/1.1 200"));
  EXPECT_EQ(received.bytes.find("\r\n\r\n"), std::string::npos);
}

TEST_F(FaultsTest, ResetInTheBody) {
  inject("{}", R"({"reset":"mid_body"})");
  const auto received = receive("clients");
  EXPECT_TRUE(received.reset);
  EXPECT_NE(received.bytes.find("\r\n\r\n["), std::string::npos);
}

TEST_F(FaultsTest, TruncationEndsEarlyWithoutAReset) {
  inject("{}", R"({"truncate":10})");
  const auto received = receive("clients");
  EXPECT_FALSE(received.reset);
  const auto body = received.bytes.substr(received.bytes.find("\r\n\r\n") + 4);
  EXPECT_EQ(body.size(), 10u);
}

TEST_F(FaultsTest, CloseIsUnannounced) {
  inject("{}", R"({"close":true})");
  const auto received = receive("clients");
  EXPECT_FALSE(received.reset);
  EXPECT_NE(received.bytes.find("connection: keep-alive"), std::string::npos);
}

} // namespace
} // namespace timely::sandbox
