// SPDX-License-Identifier: MIT
#include "text/failure.hpp"
#include "text/nearest.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace host::test {
namespace {

const std::vector<std::string> names = {"timeout_ms", "client_id", "client_secret", "base_uri"};

TEST(Nearest, FindsTheNameWithASlipOfTheFingers) {
  EXPECT_EQ(nearest("cleint_id", names), "client_id");
  EXPECT_EQ(nearest("BASE_URI", names), "base_uri");
  EXPECT_EQ(nearest("base_url", names), "base_uri");
}

TEST(Nearest, FindsTheNameOfWhichTheBeginningIsGiven) {
  EXPECT_EQ(nearest("timeout", names), "timeout_ms");
}

TEST(Nearest, GivesNothingWhereNothingIsNear) {
  EXPECT_EQ(nearest("colour", names), std::nullopt);
  EXPECT_EQ(nearest("", names), std::nullopt);
  EXPECT_EQ(did_you_mean("colour", names), "");
}

TEST(Nearest, AsksTheQuestion) {
  EXPECT_EQ(did_you_mean("client_secert", names), " Did you mean \"client_secret\"?");
}

TEST(EditDistance, CountsASwapAsOneChange) {
  EXPECT_EQ(edit_distance("from", "form"), 1u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(Failure, HasTheExitCodeOfItsStatus) {
  EXPECT_EQ(exit_of(HIF_OK), 0);
  EXPECT_EQ(exit_of(HIF_INTERNAL), 1);
  EXPECT_EQ(exit_of(HIF_INVALID_ARGUMENT), 2);
  EXPECT_EQ(exit_of(HIF_UNAUTHENTICATED), 3);
  EXPECT_EQ(exit_of(HIF_PERMISSION_DENIED), 3);
  EXPECT_EQ(exit_of(HIF_UNAVAILABLE), 5);
  EXPECT_EQ(exit_of(HIF_RATE_LIMITED), 5);
  EXPECT_EQ(exit_of(HIF_DEADLINE_EXCEEDED), 5);
  EXPECT_EQ(exit_of(HIF_CANCELLED), 130);
  EXPECT_EQ(exit_of(-77), 1);
  EXPECT_EQ(Failure::of(HIF_RATE_LIMITED, "slow down").exit_code, 5);
}

} // namespace
} // namespace host::test
