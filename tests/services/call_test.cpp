// SPDX-License-Identifier: MIT
#include "services/call.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using hif::sdk::str;
using host::CallContext;
using host::HostCall;

TEST(HostCall, KeepsWhatWasSaidLastAndGivesTheStatusBack) {
  HostCall call;
  const auto* raw = call.raw();
  EXPECT_EQ(raw->fail(raw, HIF_UNAVAILABLE, str("first"), str(R"({"a":1})")), HIF_UNAVAILABLE);
  EXPECT_EQ(raw->fail(raw, HIF_CONFLICT, str("second"), str(R"({"b":2})")), HIF_CONFLICT);
  EXPECT_EQ(call.message(), "second");
  EXPECT_EQ(call.details().find("a"), nullptr);
  EXPECT_EQ(call.details().find("b")->as_int64(), 2);
}

TEST(HostCall, CopiesTheTextsItWasGiven) {
  HostCall call;
  {
    std::string message = "a text that goes away", details = R"({"also":"this"})";
    call.raw()->fail(call.raw(), HIF_INTERNAL, str(message), str(details));
    message.assign(message.size(), '!');
    details.assign(details.size(), '!');
  }
  EXPECT_EQ(call.message(), "a text that goes away");
  EXPECT_EQ(call.details().find("also")->as_string(), "this");
}

TEST(HostCall, HasNoDetailsWhenTheyAreNoJson) {
  HostCall call;
  EXPECT_TRUE(call.details().is_null());
  call.raw()->fail(call.raw(), HIF_INTERNAL, str("m"), str("{"));
  EXPECT_TRUE(call.details().is_null());
}

TEST(HostCall, HasNoDeadlineAndIsNotCancelled) {
  HostCall call;
  EXPECT_EQ(call.raw()->struct_size, sizeof(hif_call));
  EXPECT_EQ(call.raw()->deadline_ns, INT64_MAX);
  EXPECT_EQ(call.raw()->is_cancelled(call.raw()), 0);
  EXPECT_EQ(call.raw()->flags, 0u);
}

TEST(HostCall, KeepsTheDelayItWasTold) {
  HostCall call;
  EXPECT_EQ(call.retry_after_ms(), -1);
  call.raw()->retry_after(call.raw(), 1500);
  EXPECT_EQ(call.retry_after_ms(), 1500);
}

TEST(HostCall, AddsUpCountersAndIgnoresUnknownOnes) {
  host::RunCounters counters;
  for (int i = 0; i < 2; ++i) {
    CallContext context;
    context.counters = &counters;
    HostCall call(context);
    call.raw()->count(call.raw(), HIF_COUNT_REQUESTS, 3);
    for (const std::int32_t unknown : {-1, 6, 1'000'000}) call.raw()->count(call.raw(), unknown, 9);
  }
  EXPECT_EQ(counters[HIF_COUNT_REQUESTS], 6u);
  EXPECT_EQ(counters[HIF_COUNT_RETRIES], 0u);
  EXPECT_EQ(counters[HIF_COUNT_BYTES_OUT], 0u);
}

TEST(HostCall, PassesProgressAndPreviewsOn) {
  std::vector<std::string> heard;
  CallContext context;
  context.flags = HIF_CALL_DRY_RUN;
  context.progress = [&](std::uint64_t done, std::uint64_t total, std::string_view note) {
    heard.push_back(std::to_string(done) + "/" + std::to_string(total) + " " + std::string(note));
  };
  context.preview = [&](std::string_view json) { heard.emplace_back(json); };
  HostCall call(context);
  EXPECT_EQ(call.raw()->flags, HIF_CALL_DRY_RUN);
  call.raw()->progress(call.raw(), 1, 2, str("page"));
  call.raw()->preview(call.raw(), str("{}"));
  EXPECT_EQ(heard, (std::vector<std::string>{"1/2 page", "{}"}));
}

TEST(HostCall, WithoutListenersIsSilent) {
  HostCall call;
  call.raw()->progress(call.raw(), 1, 2, str(""));
  call.raw()->preview(call.raw(), str("{}"));
  call.raw()->count(call.raw(), HIF_COUNT_REQUESTS, 1);
  EXPECT_TRUE(call.message().empty());
}

// No exception may cross a package's frames: it waits until the package has returned.
TEST(HostCall, KeepsWhatAListenerThrowsUntilItIsAskedFor) {
  CallContext context;
  context.preview = [](std::string_view) { throw std::runtime_error("the reader is gone"); };
  HostCall call(context);
  EXPECT_NO_THROW(call.rethrow());
  EXPECT_NO_THROW(call.raw()->preview(call.raw(), str("{}")));
  EXPECT_THROW(call.rethrow(), std::runtime_error);
}

} // namespace
