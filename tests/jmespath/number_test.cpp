// SPDX-License-Identifier: MIT
// Numbers keep their spelling while they are passed on, and are compared by their exact value.

#include "evaluating.hpp"
#include "jmespath/comparison.hpp"

#include <random>

namespace {

using evaluating::fault;
using evaluating::of;

TEST(Numbers, KeepTheirSpellingWhenPassedOn) {
  EXPECT_EQ(of("{b: n, a: sort(l)}", R"({"n":12345678901234567890123.10,"l":[1E+2,-0,1.50]})"),
            R"({"b":12345678901234567890123.10,"a":[-0,1.50,1E+2]})");
  EXPECT_EQ(of("max(@)", "[9007199254740992,9007199254740993]"), "9007199254740993");
  EXPECT_EQ(of("abs(@)", "-9007199254740993.10"), "9007199254740993.10");
  EXPECT_EQ(of("floor(@)", "18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(of("to_number('9007199254740993')"), "9007199254740993");
}

TEST(Numbers, CompareByExactValue) {
  EXPECT_EQ(of("a == b", R"({"a":9007199254740993,"b":9007199254740992})"), "false");
  EXPECT_EQ(of("a > b", R"({"a":9007199254740993,"b":9007199254740992.9})"), "true");
  EXPECT_EQ(of("a == b", R"({"a":0.1,"b":1e-1})"), "true");
  EXPECT_EQ(of("a == b", R"({"a":-0,"b":0.0e5})"), "true");
  EXPECT_EQ(of("a < b", R"({"a":-1e400,"b":1e-400})"), "true");
  EXPECT_EQ(of("a < b", R"({"a":-2,"b":-10})"), "false");
  EXPECT_EQ(of("a < b", R"({"a":1e99999999999999999999,"b":2e99999999999999999999})"), "true");
  EXPECT_EQ(of("a > b", R"({"a":1,"b":1e-99999999999999999999})"), "true");
}

TEST(Numbers, SumsOfIntegersAreExact) {
  EXPECT_EQ(of("sum(@)", "[9007199254740993,1]"), "9007199254740994");
  EXPECT_EQ(of("sum(@)", "[18446744073709551615,-1]"), "18446744073709551614");
  EXPECT_EQ(of("sum(@)", "[9223372036854775807,9223372036854775807,9223372036854775807]"),
            "27670116110564327424");
  EXPECT_EQ(of("sum(@)", "[]"), "0");
  EXPECT_EQ(of("sum(@)", "[1.5,1.5]"), "3");
  EXPECT_EQ(of("avg(@)", "[9007199254740993,9007199254740995]"), "9007199254740994");
  EXPECT_EQ(of("avg(@)", "[1,2]"), "1.5");
  EXPECT_EQ(of("avg(@)", "[]"), "null");
}

TEST(Numbers, RoundToIntegers) {
  EXPECT_EQ(of("[ceil(`1.2`), floor(`-1.2`), ceil(`-0.5`), floor(`1e3`)]", "0"), "[2,-2,0,1000]");
}

TEST(Numbers, WhatIsBeyondAllNumbersIsAnError) {
  EXPECT_EQ(fault("sum(@)", "[1e308,1e308]"), "invalid-value@0");
  EXPECT_EQ(fault("floor(@)", "1e999"), "invalid-value@0");
  EXPECT_EQ(of("@", "1e999"), "1e999");
}

// The order of decimals agrees with that of the doubles they spell, and of their opposites.
TEST(Numbers, OrderAgreesWithDoubles) {
  std::mt19937 random(3);
  const auto number = [&] {
    auto text = std::string(random() % 2 ? "-" : "") + std::to_string(random() % 1000);
    if (random() % 2) text += "." + std::to_string(random() % 100);
    if (random() % 2) text += "e" + std::to_string(static_cast<int>(random() % 9) - 4);
    return hif::json::Number{text};
  };
  for (int round = 0; round < 20000; ++round) {
    const auto a = number(), b = number();
    const auto x = *hif::json::Value(a).to_double(), y = *hif::json::Value(b).to_double();
    const auto order = timely::jmespath::compare_numbers(a, b);
    ASSERT_EQ(order < 0, x < y) << a.text << " " << b.text;
    ASSERT_EQ(order > 0, x > y) << a.text << " " << b.text;
  }
}

} // namespace
