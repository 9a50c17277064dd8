// SPDX-License-Identifier: MIT
#include "run/request_form.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

namespace {

using hif::json::parse;

std::string form(std::string_view record, std::string_view parameters) {
  return hif::json::print(host::request_form(parse(record), parse(parameters)));
}

TEST(RequestForm, HasItsThreePartsAlways) {
  EXPECT_EQ(form("{}", "null"), R"({"path":{},"query":{},"payload":{}})");
  EXPECT_EQ(form(R"({"query":{"a":1}})", "null"), R"({"path":{},"query":{"a":1},"payload":null})");
}

TEST(RequestForm, TakesARecordWithoutPartsForThePayload) {
  EXPECT_EQ(form(R"({"name":"x"})", "null"), R"({"path":{},"query":{},"payload":{"name":"x"}})");
  EXPECT_EQ(form("[1,2]", "null"), R"({"path":{},"query":{},"payload":[1,2]})");
  EXPECT_EQ(form(R"({"name":"x"})", R"({"payload":{"kind":1,"name":"y"}})"),
            R"({"path":{},"query":{},"payload":{"kind":1,"name":"x"}})");
}

TEST(RequestForm, LaysARecordWithPartsOverTheParametersKeyByKey) {
  EXPECT_EQ(form(R"({"path":{"id":2},"payload":{"a":2}})",
                 R"({"path":{"account":1,"id":1},"query":{"q":1},"payload":{"a":1,"b":1}})"),
            R"({"path":{"account":1,"id":2},"query":{"q":1},"payload":{"a":2,"b":1}})");
}

TEST(RequestForm, ReplacesAPayloadThatIsNoObjectOnBothSides) {
  EXPECT_EQ(form(R"({"payload":[1]})", R"({"payload":{"a":1}})"),
            R"({"path":{},"query":{},"payload":[1]})");
  EXPECT_EQ(form(R"({"payload":{"a":1}})", R"({"payload":[1]})"),
            R"({"path":{},"query":{},"payload":{"a":1}})");
}

TEST(RequestForm, IsTheSameWhenItIsMadeTwice) {
  for (const char* record : {R"({"name":"x"})", R"({"path":{"id":2}})", "[1]"})
    for (const char* parameters : {"null", R"({"path":{"id":1},"payload":{"a":1}})"}) {
      const auto once = form(record, parameters);
      EXPECT_EQ(form(once, "null"), once);
      EXPECT_EQ(form(once, parameters), once);
    }
}

TEST(RequestForm, KeepsNumbersAsTheyWereWritten) {
  EXPECT_EQ(form(R"({"a":12345678901234567890,"b":1.10})", "null"),
            R"({"path":{},"query":{},"payload":{"a":12345678901234567890,"b":1.10}})");
}

} // namespace
