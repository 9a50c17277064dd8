// SPDX-License-Identifier: MIT
#include "run/metrics.hpp"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <gtest/gtest.h>

namespace {

// The line of a series, or nothing.
std::string line_of(const std::string& text, const std::string& series) {
  const auto at = text.find("\n" + series + " ");
  if (at == std::string::npos) return {};
  return text.substr(at + 1, text.find('\n', at + 1) - at - 1);
}

host::RouteSummary summary() {
  host::RouteSummary summary;
  summary.route = "nightly";
  summary.records_in = 100;
  summary.records_out = 98;
  summary.failed = 2;
  summary.requests = 12;
  summary.retries = 3;
  summary.bytes_in = 4096;
  summary.seconds = 1.5;
  return summary;
}

TEST(Metrics, ARouteIsThereBeforeItRan) {
  host::Metrics metrics;
  metrics.add("nightly");
  const auto text = metrics.text();
  EXPECT_EQ(line_of(text, R"(hif_records_in_total{route="nightly"})"),
            R"(hif_records_in_total{route="nightly"} 0)");
  EXPECT_EQ(line_of(text, R"(hif_runs_total{route="nightly",status="failed"})"),
            R"(hif_runs_total{route="nightly",status="failed"} 0)");
  EXPECT_EQ(line_of(text, R"(hif_last_success_timestamp_seconds{route="nightly"})"), "")
      << "it never was";
}

TEST(Metrics, WhatIsCountedOnTheWayIsNotCountedAgainAtTheEnd) {
  host::Metrics metrics;
  host::RunCounters counters;
  counters.values[HIF_COUNT_REQUESTS] = 10;
  for (int run = 1; run <= 2; ++run) {
    metrics.started("nightly");
    metrics.progress("nightly", 60, counters);
    metrics.progress("nightly", 90, counters);
    metrics.finished(summary(), 1'795'651'200'000'000);
  }
  const auto text = metrics.text();
  EXPECT_EQ(line_of(text, R"(hif_records_in_total{route="nightly"})"),
            R"(hif_records_in_total{route="nightly"} 200)");
  EXPECT_EQ(line_of(text, R"(hif_requests_total{route="nightly"})"),
            R"(hif_requests_total{route="nightly"} 24)");
  EXPECT_EQ(line_of(text, R"(hif_records_failed_total{route="nightly"})"),
            R"(hif_records_failed_total{route="nightly"} 4)");
  EXPECT_EQ(line_of(text, R"(hif_run_seconds_total{route="nightly"})"),
            R"(hif_run_seconds_total{route="nightly"} 3)");
  EXPECT_EQ(line_of(text, R"(hif_last_success_timestamp_seconds{route="nightly"})"),
            R"(hif_last_success_timestamp_seconds{route="nightly"} 1795651200)");
}

TEST(Metrics, TellHowOftenAndHowLongCallsWaitedForARateLimit) {
  host::Metrics metrics;
  host::RunCounters counters;
  counters.add(HIF_COUNT_RATE_LIMIT_WAITS, 3);
  counters.add(HIF_COUNT_RATE_LIMIT_WAIT_MS, 1250);
  metrics.progress("nightly", 0, counters);
  auto over = summary();
  over.rate_limit_waits = 4;
  over.rate_limit_wait_ms = 2500;
  metrics.finished(over, 5'000'000);
  const auto text = metrics.text();
  EXPECT_EQ(line_of(text, R"(hif_rate_limit_waits_total{route="nightly"})"),
            R"(hif_rate_limit_waits_total{route="nightly"} 4)");
  EXPECT_EQ(line_of(text, R"(hif_rate_limit_wait_seconds_total{route="nightly"})"),
            R"(hif_rate_limit_wait_seconds_total{route="nightly"} 2.5)");
}

TEST(Metrics, AFailedRunIsNoSuccess) {
  host::Metrics metrics;
  auto failed = summary();
  failed.status = "failed";
  failed.exit_code = host::Exit::failed;
  metrics.finished(failed, 5'000'000);
  EXPECT_EQ(line_of(metrics.text(), R"(hif_last_success_timestamp_seconds{route="nightly"})"), "");
  EXPECT_EQ(line_of(metrics.text(), R"(hif_last_run_timestamp_seconds{route="nightly"})"),
            R"(hif_last_run_timestamp_seconds{route="nightly"} 5)");
}

TEST(Metrics, EveryStatusOfTasksIsThere) {
  host::Metrics metrics;
  metrics.tasks({{"Failed", 7}});
  EXPECT_EQ(line_of(metrics.text(), R"(hif_tasks{status="Failed"})"),
            R"(hif_tasks{status="Failed"} 7)");
  EXPECT_EQ(line_of(metrics.text(), R"(hif_tasks{status="Skipped"})"),
            R"(hif_tasks{status="Skipped"} 0)");
}

TEST(Metrics, AreReadOverHttp) {
  host::Metrics metrics;
  metrics.add("nightly");
  const auto port = metrics.serve("127.0.0.1:0");
  Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port));
  Poco::Net::HTTPRequest request("GET", "/metrics", Poco::Net::HTTPMessage::HTTP_1_1);
  session.sendRequest(request);
  Poco::Net::HTTPResponse response;
  std::string body;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
  EXPECT_EQ(response.getStatus(), 200);
  EXPECT_NE(response.getContentType().find("text/plain"), std::string::npos);
  EXPECT_NE(body.find(R"(hif_records_in_total{route="nightly"} 0)"), std::string::npos) << body;
}

TEST(Metrics, AnAddressThatCannotBeListenedAtIsTold) {
  host::Metrics first, second;
  const auto port = first.serve("127.0.0.1:0");
  try {
    second.serve("127.0.0.1:" + std::to_string(port));
    FAIL() << "two servers at one port";
  } catch (const host::Failure& failure) {
    EXPECT_EQ(failure.exit_code, host::Exit::usage);
    EXPECT_NE(std::string(failure.what()).find(std::to_string(port)), std::string::npos);
  }
}

} // namespace
