// SPDX-License-Identifier: MIT
// The JSON value by itself.

#include <hif/sdk/json.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace {

using namespace hif::json;

TEST(JsonValue, TypesAreNamed) {
  EXPECT_EQ(Value().type_name(), "null");
  EXPECT_EQ(Value(true).type_name(), "boolean");
  EXPECT_EQ(Value(1).type_name(), "integer");
  EXPECT_EQ(Value(1.5).type_name(), "number");
  EXPECT_EQ(Value("x").type_name(), "string");
  EXPECT_EQ(Value(Array{}).type_name(), "array");
  EXPECT_EQ(Value(Object{}).type_name(), "object");
}

TEST(JsonValue, WrongTypeIsToldByBothTypes) {
  try {
    Value("x").as_array();
    FAIL();
  } catch (const TypeError& error) {
    EXPECT_STREQ(error.what(), "expected an array, got string");
  }
  EXPECT_THROW(Value(1.5).as_int64(), TypeError);
  EXPECT_THROW(Value("1").as_int64(), TypeError);
  EXPECT_THROW(Value().as_double(), TypeError);
}

TEST(JsonValue, IntegersAreReadExactlyOrNotAtAll) {
  const auto number = [](const char* text) { return Value(Number{text}); };
  EXPECT_EQ(number("9223372036854775807").to_int64(), INT64_MAX);
  EXPECT_EQ(number("-9223372036854775808").to_int64(), INT64_MIN);
  EXPECT_EQ(number("9223372036854775808").to_int64(), std::nullopt);
  EXPECT_EQ(number("9223372036854775808").to_uint64(), 9223372036854775808u);
  EXPECT_EQ(number("18446744073709551616").to_uint64(), std::nullopt);
  EXPECT_EQ(number("-1").to_uint64(), std::nullopt);
  EXPECT_EQ(number("5.0").to_int64(), 5);
  EXPECT_EQ(number("5e2").to_int64(), 500);
  EXPECT_EQ(number("-5.0").to_uint64(), std::nullopt);
  EXPECT_EQ(number("5.5").to_int64(), std::nullopt);
  EXPECT_EQ(number("1e400").to_int64(), std::nullopt);
  EXPECT_EQ(number("1e30").to_int64(), std::nullopt);
  EXPECT_EQ(Value("5").to_int64(), std::nullopt);
}

TEST(JsonValue, NumbersAreEqualByValue) {
  const auto number = [](const char* text) { return Value(Number{text}); };
  EXPECT_EQ(number("1"), number("1.0"));
  EXPECT_EQ(number("10"), number("1e1"));
  EXPECT_EQ(number("1.10"), number("1.1"));
  EXPECT_EQ(number("18446744073709551615"), Value(UINT64_MAX));
  EXPECT_FALSE(number("9007199254740993") == number("9007199254740992"));
  EXPECT_FALSE(number("1") == Value("1"));
  EXPECT_FALSE(Value() == Value(false));
}

TEST(JsonValue, ObjectsKeepOrderAndCompareWithoutIt) {
  Object a{{"x", 1}, {"y", 2}};
  Object b;
  b.set("y", 2);
  b["x"] = 1;
  EXPECT_EQ(a, b);
  EXPECT_EQ(b.begin()->name, "y");
  b.set("y", 3);
  EXPECT_EQ(b.size(), 2u);
  EXPECT_FALSE(a == b);
  EXPECT_TRUE(b.erase("y"));
  EXPECT_FALSE(b.erase("y"));
  EXPECT_EQ(b.find("y"), nullptr);
  EXPECT_TRUE(b["new"].is_null());
}

TEST(JsonValue, CopiesAreTheirOwn) {
  Value a = Object{{"list", Array{1, 2}}};
  Value b = a;
  b.find("list")->as_array().push_back(3);
  EXPECT_EQ(a.find("list")->as_array().size(), 2u);
  Value c = std::move(b);
  EXPECT_EQ(c.find("list")->as_array().size(), 3u);
  EXPECT_EQ(Value(1).find("x"), nullptr);
}

} // namespace
