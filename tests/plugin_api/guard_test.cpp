// SPDX-License-Identifier: MIT
// Whatever is thrown inside, a status comes out.

#include "plugin_api/table_fixture.hpp"

#include <hif/sdk/error.hpp>

namespace {

using hif::sdk::guard;

TEST(Guard, StatusesPass) {
  tables::TestCall call;
  for (const hif_status status : {HIF_OK, HIF_END, HIF_PENDING, HIF_CONFLICT})
    EXPECT_EQ(guard(call.raw(), [&] { return status; }), status);
  EXPECT_EQ(call.message, "");
}

TEST(Guard, ErrorsBecomeStatusMessageAndDetails) {
  tables::TestCall call;
  const auto body = []() -> hif_status {
    throw hif::sdk::Error(HIF_NOT_FOUND, "no such thing", hif::json::Object{{"id", 7}});
  };
  EXPECT_EQ(guard(call.raw(), body), HIF_NOT_FOUND);
  EXPECT_EQ(call.message, "no such thing");
  EXPECT_EQ(call.details, R"({"id":7})");
}

TEST(Guard, OtherExceptionsBecomeInternal) {
  tables::TestCall call;
  EXPECT_EQ(guard(call.raw(), []() -> hif_status { throw std::logic_error("why"); }), HIF_INTERNAL);
  EXPECT_EQ(call.message, "why");
  EXPECT_EQ(guard(call.raw(), []() -> hif_status { throw 42; }), HIF_INTERNAL);
  EXPECT_NE(call.message.find("unknown type"), std::string::npos);
  EXPECT_EQ(guard(call.raw(), []() -> hif_status { throw std::bad_alloc(); }),
            HIF_RESOURCE_EXHAUSTED);
}

TEST(Guard, WithoutACallTheStatusMustDo) {
  EXPECT_EQ(guard(nullptr, []() -> hif_status { throw hif::sdk::Error(HIF_CONFLICT, "x"); }),
            HIF_CONFLICT);
}

TEST(Guard, NestedGuardsTellTheInnermostFailure) {
  tables::TestCall call;
  const auto inner = [&]() -> hif_status {
    return guard(call.raw(), []() -> hif_status { throw std::runtime_error("inner"); });
  };
  EXPECT_EQ(guard(call.raw(), inner), HIF_INTERNAL);
  EXPECT_EQ(call.message, "inner");
}

TEST(ConfigError, NamesEveryProblem) {
  const hif::sdk::ConfigError error({{"/a", "is wrong", "do this"}, {"", "is odd", ""}});
  EXPECT_EQ(error.status, HIF_INVALID_ARGUMENT);
  EXPECT_STREQ(error.what(), "/a: is wrong (do this); is odd");
  EXPECT_EQ(hif::json::print(error.details),
            R"({"problems":[{"pointer":"/a","message":"is wrong","hint":"do this"},)"
            R"({"pointer":"","message":"is odd","hint":""}]})");
}

} // namespace
