// SPDX-License-Identifier: MIT
#include "http/pace.hpp"

#include "fixture/client_under_test.hpp"

#include <gtest/gtest.h>

namespace {

using timely::http::http_date_s;
using timely::http::Pace;
using timely::http::retry_after_ms;

constexpr std::int64_t second_ns = 1'000'000'000;

TEST(RetryAfter, IsReadInSecondsAndAsADate) {
  constexpr std::int64_t now_us = 784'111'777'000'000; // Sun, 06 Nov 1994 08:49:37 GMT
  EXPECT_EQ(retry_after_ms("7", now_us), 7000);
  EXPECT_EQ(retry_after_ms("0", now_us), 0);
  EXPECT_EQ(retry_after_ms("Sun, 06 Nov 1994 08:49:47 GMT", now_us), 10'000);
  EXPECT_EQ(retry_after_ms("Sun, 06 Nov 1994 08:00:00 GMT", now_us), 0);
  EXPECT_EQ(retry_after_ms("", now_us), std::nullopt);
  EXPECT_EQ(retry_after_ms("-3", now_us), std::nullopt);
  EXPECT_EQ(retry_after_ms("soon", now_us), std::nullopt);
  EXPECT_EQ(retry_after_ms("99999999999999", now_us), 86'400'000);
}

TEST(HttpDate, IsUnixSeconds) {
  EXPECT_EQ(http_date_s("Sun, 06 Nov 1994 08:49:37 GMT"), 784'111'777);
  EXPECT_EQ(http_date_s("yesterday"), std::nullopt);
}

TEST(Pace, IsUnhinderedUntilTheVendorRefuses) {
  fixture::FakeHost host;
  fixture::TestCall call;
  const hif::sdk::Host sdk_host(host.raw());
  Pace pace(0);
  for (int i = 0; i < 100; ++i) pace.wait(sdk_host, hif::sdk::Call(call.raw()));
  EXPECT_EQ(pace.rate(), 0);
  EXPECT_TRUE(host.sleeps_ms().empty());
}

TEST(Pace, HalvesOnceForTheRequestsThatHadStarted) {
  fixture::FakeHost host;
  fixture::TestCall call;
  const hif::sdk::Host sdk_host(host.raw());
  Pace pace(0);
  const auto started_ns = pace.wait(sdk_host, hif::sdk::Call(call.raw()));
  for (int i = 0; i < 39; ++i) pace.wait(sdk_host, hif::sdk::Call(call.raw()));
  const auto now_ns = sdk_host.steady_ns();
  pace.refused(started_ns, now_ns, 0);
  const auto halved = pace.rate();
  EXPECT_DOUBLE_EQ(halved, 20);
  pace.refused(started_ns, now_ns, 0);
  EXPECT_DOUBLE_EQ(pace.rate(), halved);
  pace.refused(now_ns + 1, now_ns + 2, 0);
  EXPECT_DOUBLE_EQ(pace.rate(), halved / 2);
}

TEST(Pace, CreepsUpUntilItIsFreeAgain) {
  Pace pace(0);
  pace.refused(1, second_ns, 0);
  auto rate = pace.rate();
  EXPECT_GT(rate, 0);
  for (int s = 2; s < 200 && pace.rate() > 0; ++s) {
    pace.answered({}, s * second_ns, 0);
    EXPECT_TRUE(pace.rate() == 0 || pace.rate() > rate);
    rate = pace.rate();
  }
  EXPECT_EQ(pace.rate(), 0);
}

TEST(Pace, CountsWaitsForAConfiguredLimit) {
  fixture::FakeHost host;
  fixture::TestCall call;
  const hif::sdk::Host sdk_host(host.raw());
  Pace pace(2);
  for (int i = 0; i < 4; ++i) pace.wait(sdk_host, hif::sdk::Call(call.raw()));
  EXPECT_EQ(call.counts[HIF_COUNT_RATE_LIMIT_WAITS], 3u); // the first had its turn at once
  EXPECT_EQ(call.counts[HIF_COUNT_RATE_LIMIT_WAIT_MS], 1500u);
}

TEST(Pace, NeverGoesAboveTheCeiling) {
  Pace pace(3);
  EXPECT_DOUBLE_EQ(pace.rate(), 3);
}

} // namespace
