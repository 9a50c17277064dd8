// SPDX-License-Identifier: MIT
// Exact decimal numbers.

#include "transformer/decimal.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using timely::Decimal;
using timely::Rounding;

Decimal d(const char* text) {
  return Decimal::parse(text).value();
}

TEST(Decimal, TextIsReadAndSpelledWithoutExponent) {
  EXPECT_EQ(d("1.50").text(), "1.5");
  EXPECT_EQ(d("-0").text(), "0");
  EXPECT_EQ(d("-0.05").text(), "-0.05");
  EXPECT_EQ(d("1e3").text(), "1000");
  EXPECT_EQ(d("12.5E-2").text(), "0.125");
  EXPECT_EQ(d("9223372036854775808").text(), "9223372036854775808");
  EXPECT_EQ(d("99999999999999999999999999999999999999").text(),
            "99999999999999999999999999999999999999");
  for (const auto* text : {"", "-", ".", "1.2.3", "1e", "1e99", "x", "1x", "e5", "+1", "1e-99",
                           "999999999999999999999999999999999999999", "--1"})
    EXPECT_FALSE(Decimal::parse(text)) << text;
}

TEST(Decimal, SumsProductsAndRemaindersAreExact) {
  EXPECT_EQ((d("0.1") + d("0.2")).text(), "0.3");
  EXPECT_EQ((d("9223372036854775807") + d("1")).text(), "9223372036854775808");
  EXPECT_EQ((d("0.3") - d("0.1")).text(), "0.2");
  EXPECT_EQ((d("1.1") * d("1.1")).text(), "1.21");
  EXPECT_EQ((d("-7.5") % d("2")).text(), "-1.5");
}

TEST(Decimal, QuotientsAreExactWhereTheyEnd) {
  EXPECT_EQ((d("1") / d("8")).text(), "0.125");
  EXPECT_EQ((d("1") / d("3")).text(), "0.33333333333333333333");
  EXPECT_EQ((d("2") / d("3")).text(), "0.66666666666666666667");
  EXPECT_EQ((d("1") / d("0.001")).text(), "1000");
  EXPECT_EQ((d("12345678901234567890") / d("10")).text(), "1234567890123456789");
}

TEST(Decimal, WhatHasNoPlaceIsAnErrorNeverSilent) {
  EXPECT_THROW(d("1") / d("0"), timely::ArithmeticError);
  EXPECT_THROW(d("1") % d("0"), timely::ArithmeticError);
  EXPECT_THROW(d("1e30") * d("1e30"), timely::ArithmeticError);
  EXPECT_THROW(d("1e38") + d("1e38"), timely::ArithmeticError);
  EXPECT_THROW(d("1e37") + d("0.001"), timely::ArithmeticError);
}

TEST(Decimal, RoundingGoesEachWay) {
  const auto rounded = [](const char* text, int digits, Rounding how) {
    return d(text).rounded(digits, how).text();
  };
  EXPECT_EQ(rounded("2.5", 0, Rounding::half_even), "2");
  EXPECT_EQ(rounded("3.5", 0, Rounding::half_even), "4");
  EXPECT_EQ(rounded("2.5", 0, Rounding::half_up), "3");
  EXPECT_EQ(rounded("-2.5", 0, Rounding::half_up), "-3");
  EXPECT_EQ(rounded("2.01", 0, Rounding::up), "3");
  EXPECT_EQ(rounded("-2.99", 0, Rounding::down), "-2");
  EXPECT_EQ(rounded("1250", -2, Rounding::half_up), "1300");
  EXPECT_EQ(rounded("1.005", 2, Rounding::half_up), "1.01");
  EXPECT_EQ(rounded("1.5", 5, Rounding::up), "1.5");
  EXPECT_EQ(d("-1.5").floor().text(), "-2");
  EXPECT_EQ(d("-1.5").ceil().text(), "-1");
  EXPECT_EQ(d("1.5").floor().text(), "1");
}

TEST(Decimal, WholeQuotientsAreRoundedOnce) {
  EXPECT_EQ(quotient(d("99999999999999999999999999999999999999"), d("60"), Rounding::down).text(),
            "1666666666666666666666666666666666666");
  EXPECT_EQ(quotient(d("-7.5"), d("2.5"), Rounding::up).text(), "-3");
  EXPECT_EQ(quotient(d("0.1"), d("3"), Rounding::up).text(), "1");
  EXPECT_THROW(quotient(d("1"), d("0"), Rounding::up), timely::ArithmeticError);
}

// The same as with integers of thousandths, for any numbers.
TEST(Decimal, AgreesWithIntegersOfThousandths) {
  std::mt19937_64 random(5);
  const auto some = [&] { return static_cast<std::int64_t>(random() % 2000000) - 1000000; };
  const auto thousandths = [](std::int64_t value) {
    return *Decimal::parse(std::to_string(value) + "e-3");
  };
  for (int round = 0; round < 5000; ++round) {
    const auto a = some(), b = some();
    ASSERT_EQ((thousandths(a) + thousandths(b)).text(), thousandths(a + b).text());
    ASSERT_EQ((thousandths(a) - thousandths(b)).text(), thousandths(a - b).text());
    ASSERT_EQ((thousandths(a) * Decimal(b)).text(), thousandths(a * b).text());
    ASSERT_EQ(compare(thousandths(a), thousandths(b)), a < b ? -1 : a > b ? 1 : 0);
    if (b == 0) continue;
    ASSERT_EQ((thousandths(a * b) / thousandths(b)).text(), Decimal(a).text());
    ASSERT_EQ(Decimal::parse(thousandths(a).text())->text(), thousandths(a).text());
  }
}

} // namespace
