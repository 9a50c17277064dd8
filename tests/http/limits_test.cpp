// SPDX-License-Identifier: MIT
// 429, Retry-After and the ceiling, as the server and the clock see them.
#include "fixture/client_under_test.hpp"

#include <gtest/gtest.h>

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>

#include <numeric>

namespace {

using namespace fixture;

std::int64_t slept_ms(const FakeHost& host) {
  const auto sleeps = host.sleeps_ms();
  return std::accumulate(sleeps.begin(), sleeps.end(), std::int64_t{0});
}

TEST(Limits, RetryAfterInSecondsIsHonoured) {
  Server server([](const Seen& seen) {
    return seen.index == 0 ? answer(429, "{}", "Retry-After: 120\r\n") : answer(200);
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  EXPECT_EQ(client.get().http_status(), 200);
  EXPECT_GE(slept_ms(host), 120'000);
}

TEST(Limits, RetryAfterAsADateIsHonoured) {
  FakeHost host;
  Server server([&](const Seen& seen) {
    if (seen.index > 0) return answer(200);
    const auto at = Poco::Timestamp::fromEpochTime(host.now_us() / 1'000'000 + 90);
    return answer(
        503, "{}",
        "Retry-After: " + Poco::DateTimeFormatter::format(at, Poco::DateTimeFormat::HTTP_FORMAT) +
            "\r\n");
  });
  ClientUnderTest client(host, token_config(server));
  EXPECT_EQ(client.get().http_status(), 200);
  EXPECT_GE(slept_ms(host), 88'000);
}

TEST(Limits, Persistent429IsRateLimitedWithTheVendorsWords) {
  Server server([](const Seen&) {
    return answer(429, R"({"errors":{"message":"slow down"}})",
                  "Retry-After: 1\r\nX-Request-Id: r-9\r\n");
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server, R"("retry":{"max_attempts":3})"));
  TestCall call;
  try {
    client.send(call, request("GET"));
    ADD_FAILURE() << "it was answered";
  } catch (const hif::sdk::SendError& error) {
    EXPECT_EQ(error.status, HIF_RATE_LIMITED);
    const std::string what = error.what();
    EXPECT_NE(what.find("/x answered 429: slow down (request id r-9)"), std::string::npos) << what;
    EXPECT_EQ(error.details.find("http_status")->as_int64(), 429);
  }
  EXPECT_EQ(server.seen().size(), 3u);
}

TEST(Limits, A429PausesEveryUserOfTheClient) {
  Server server([](const Seen& seen) {
    return seen.target == "/limited" && seen.index == 0 ? answer(429, "{}", "Retry-After: 60\r\n")
                                                        : answer(200);
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server, R"("retry":{"max_elapsed_ms":0})"));
  EXPECT_EQ(client
                .failure({.method = "GET",
                          .target = "/limited",
                          .headers = {},
                          .content_type = {},
                          .body = {}})
                .status,
            HIF_RATE_LIMITED);
  EXPECT_EQ(slept_ms(host), 0);
  EXPECT_NE(host.log().find("requests_per_second"), std::string::npos) << host.log();
  EXPECT_EQ(client.get("/other").http_status(), 200);
  EXPECT_GE(slept_ms(host), 59'000);
}

TEST(Limits, TheCeilingSpacesRequests) {
  Server server([](const Seen&) { return answer(200); });
  FakeHost host;
  ClientUnderTest client(host, token_config(server, R"("rate":{"max_per_second":0.1})"));
  for (int i = 0; i < 4; ++i) client.get();
  EXPECT_GE(slept_ms(host), 29'000);
}

TEST(Limits, RateHeadersAreObeyed) {
  Server server([](const Seen&) {
    return answer(200, "{}", "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 30\r\n");
  });
  FakeHost host;
  ClientUnderTest client(host, token_config(server));
  client.get();
  EXPECT_EQ(slept_ms(host), 0);
  client.get();
  EXPECT_GE(slept_ms(host), 29'000);
}

} // namespace
