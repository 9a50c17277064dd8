// SPDX-License-Identifier: MIT
// Calls that a package makes of its own, and the log of a host.

#include "plugin_api/table_fixture.hpp"

#include <hif/sdk/host.hpp>

#include <thread>

namespace {

using hif::sdk::Call;
using hif::sdk::OwnCall;

TEST(Call, CancellationIsAnError) {
  tables::TestCall raw;
  const Call call(raw.raw());
  EXPECT_NO_THROW(call.throw_if_cancelled());
  raw.cancelled = true;
  EXPECT_THROW(call.throw_if_cancelled(), hif::sdk::Error);
}

TEST(OwnCall, KeepsTheFailureAndPassesTheCounts) {
  tables::TestCall parent(HIF_CALL_DRY_RUN);
  OwnCall own{Call(parent.raw())};
  EXPECT_EQ(own.raw()->flags, HIF_CALL_DRY_RUN);
  EXPECT_EQ(own.raw()->fail(own.raw(), HIF_CONFLICT, hif::sdk::str("why"), hif::sdk::str("{}")),
            HIF_CONFLICT);
  EXPECT_EQ(own.message(), "why");
  EXPECT_EQ(own.details(), "{}");
  EXPECT_EQ(parent.message, "");
  own.raw()->count(own.raw(), HIF_COUNT_RETRIES, 2);
  own.raw()->count(own.raw(), HIF_COUNT_RETRIES, 3);
  own.raw()->count(own.raw(), 99, 1);
  EXPECT_TRUE(parent.counts.empty());
  own.pass_on_counts();
  own.pass_on_counts();
  EXPECT_EQ(parent.counts, (std::map<std::int32_t, std::uint64_t>{{HIF_COUNT_RETRIES, 5}}));
}

TEST(OwnCall, IsCancelledWithItsParentOrAlone) {
  tables::TestCall parent;
  OwnCall first{Call(parent.raw())}, second{Call(parent.raw())};
  std::thread([&] { first.cancel(); }).join();
  EXPECT_TRUE(first.raw()->is_cancelled(first.raw()));
  EXPECT_FALSE(second.raw()->is_cancelled(second.raw()));
  parent.cancelled = true;
  EXPECT_TRUE(second.raw()->is_cancelled(second.raw()));
}

TEST(Host, LogsFromItsLevelOn) {
  tables::TestHost raw;
  const hif::sdk::Host host(raw.raw());
  host.log(HIF_LOG_DEBUG, "quiet");
  host.log(HIF_LOG_WARN, "loud");
  EXPECT_EQ(raw.log, std::vector<std::string>{"loud"});
  EXPECT_EQ(host.product(), "test/1.0.0");
}

TEST(Host, MissingServiceIsNamed) {
  tables::TestHost raw;
  const hif::sdk::Host host(raw.raw());
  try {
    host.now_us();
    FAIL();
  } catch (const hif::sdk::Error& error) {
    EXPECT_EQ(error.status, HIF_UNIMPLEMENTED);
    EXPECT_STREQ(error.what(), "this host has no service \"hif.clock/1\"");
  }
  EXPECT_NO_THROW(host.mask("secret")) << "nothing to mask in";
}

} // namespace
