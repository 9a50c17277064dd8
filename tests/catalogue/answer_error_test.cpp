// SPDX-License-Identifier: MIT
#include "fixture/catalogue_fixture.hpp"

#include "catalogue/answer_error.hpp"

#include <hif/sdk/json_print.hpp>

using timely::read_refusal;

namespace {

TEST(Refusal, MessageInErrors) {
  EXPECT_EQ(read_refusal(R"({"errors":{"message":"Not found"}})").text, "Not found");
}

TEST(Refusal, FieldsWithLists) {
  const auto refusal = read_refusal(R"({"errors":{"name":["can't be blank","is short"]}})");
  EXPECT_EQ(refusal.text, "name: can't be blank, is short");
  EXPECT_EQ(hif::json::print(refusal.fields), R"({"name":["can't be blank","is short"]})");
}

TEST(Refusal, FieldsWithListsOfObjects) {
  const auto refusal = read_refusal(
      R"({"errors":{"budget_recurrence":[{"start_date":["invalid date"],"recur":["no"]}],)"
      R"("budget":"cannot be changed"}})");
  EXPECT_EQ(refusal.text, "budget_recurrence.start_date: invalid date; budget_recurrence.recur: no;"
                          " budget: cannot be changed");
}

TEST(Refusal, ErrorAlone) {
  EXPECT_EQ(read_refusal(R"({"error":"locked"})").text, "locked");
  EXPECT_EQ(read_refusal(R"({"error":"invalid_grant","error_description":"expired"})").text,
            "invalid_grant; expired");
}

TEST(Refusal, SuggestedName) {
  EXPECT_EQ(read_refusal(R"({"errors":{"name":["taken"]},"suggested_name":"Ada 2"})").text,
            "name: taken; the vendor suggests the name \"Ada 2\"");
}

TEST(Refusal, PlainTextAndPagesForBrowsers) {
  EXPECT_EQ(read_refusal("We are experiencing a problem").text, "We are experiencing a problem");
  EXPECT_EQ(read_refusal("<html>502</html>").text, "");
  EXPECT_EQ(read_refusal("").text, "");
}

TEST(Refusal, OddShapesDoNotThrow) {
  for (const auto* body : {"[]", "null", "5", "\"x\"", R"({"errors":[]})", R"({"errors":"x"})",
                           R"({"errors":["a",{"b":null}]})", R"({"errors":{"message":{}}})"})
    EXPECT_NO_THROW(read_refusal(body)) << body;
  EXPECT_EQ(read_refusal(R"({"errors":["a","b"]})").text, "a, b");
}

TEST(StatusOf, WhatTheCallerCanDo) {
  EXPECT_EQ(timely::status_of(403), HIF_PERMISSION_DENIED);
  EXPECT_EQ(timely::status_of(404), HIF_NOT_FOUND);
  EXPECT_EQ(timely::status_of(422), HIF_CONFLICT);
  EXPECT_EQ(timely::status_of(429), HIF_RATE_LIMITED);
  EXPECT_EQ(timely::status_of(503), HIF_UNAVAILABLE);
}

} // namespace
