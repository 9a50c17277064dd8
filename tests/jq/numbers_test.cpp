// SPDX-License-Identifier: MIT
// Numbers that a double cannot hold survive jq.

#include "jmespath/comparison.hpp"
#include "jq/numbers.hpp"
#include "querying.hpp"

#include <random>

namespace {

using querying::run;
using Lines = std::vector<std::string>;

TEST(JqNumbers, LongIntegersSurvive) {
  const std::string record =
      R"({"id":9007199254740993,"n":[12345678901234567890123,-9223372036854775808],"d":0.12345678901234567891})";
  EXPECT_EQ(run(".", record), Lines{record});
  EXPECT_EQ(
      run("{a: .n[1], b: .id, c: [.n[0]]}", record),
      Lines{R"({"a":-9223372036854775808,"b":9007199254740993,"c":[12345678901234567890123]})"});
}

TEST(JqNumbers, NeighboursStayApartAndInOrder) {
  EXPECT_EQ(run("{s: (.l | sort), u: (.l | unique | length), m: (.l | max), e: (.l[0] == .l[1])}",
                R"({"l":[9007199254740993,9007199254740992,9007199254740995,9007199254740993]})"),
            Lines{R"({"s":[9007199254740992,9007199254740993,9007199254740993,9007199254740995],)"
                  R"("u":3,"m":9007199254740995,"e":false})"});
}

TEST(JqNumbers, ArithmeticIsThatOfDoubles) {
  EXPECT_EQ(run("{n: (.id - 1000000), h: (.h + 1)}", R"({"id":9007199254740993,"h":1.5})"),
            Lines{R"({"n":9007199253740992,"h":2.5})"});
}

TEST(JqNumbers, WhatNoDoubleReachesIsRejected) {
  auto transformer = querying::transformer(".");
  EXPECT_EQ(transformer.transform({R"({"n":1e400})"}), Lines{});
  EXPECT_EQ(transformer.error(), "the number 1e400 is beyond what jq can hold");
}

TEST(JqNumbers, AnyNumbersComeBack) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 2000; ++round) {
    std::string list;
    const auto base = random();
    for (int i = 0; i < 6; ++i) {
      if (i) list += ',';
      if (random() % 3 == 0) list += '-';
      switch (random() % 3) {
      case 0:
        list += std::to_string(base + random() % 16);
        break;
      case 1:
        list += std::to_string(random() % 100) + "." + std::to_string(random());
        break;
      default:
        list += std::to_string(random() % 1000);
      }
    }
    const auto original = hif::json::parse("[" + list + "]");
    auto value = original;
    timely::jq::Numbers numbers;
    numbers.replace(value);
    EXPECT_TRUE(numbers.empty() || timely::jq::may_have_long_numbers(list)) << list;
    // As jq does: every number becomes a double and is printed with the digits that it needs.
    for (auto& item : value.as_array()) {
      char digits[32];
      const auto end = std::to_chars(digits, digits + sizeof digits, item.as_double(),
                                     std::chars_format::scientific)
                           .ptr;
      item = hif::json::Number{std::string(digits, end)};
    }
    numbers.restore(value);
    for (std::size_t i = 0; i < value.as_array().size(); ++i)
      ASSERT_TRUE(timely::jmespath::same(value.as_array()[i], original.as_array()[i])) << list;
  }
}

} // namespace
