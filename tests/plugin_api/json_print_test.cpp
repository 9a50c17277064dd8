// SPDX-License-Identifier: MIT
// Printing, and that what is printed reads back as what it was.

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace hif::json;

TEST(JsonPrint, IsCompactByDefault) {
  const auto value = parse(R"( { "a" : [ 1 , { } , [ ] ] , "b" : null } )");
  EXPECT_EQ(print(value), R"({"a":[1,{},[]],"b":null})");
}

TEST(JsonPrint, IndentsWhenAsked) {
  EXPECT_EQ(print(parse(R"({"a":[1,{}],"b":{"c":true}})"), 2),
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {\n    \"c\": true\n  }\n}");
}

TEST(JsonPrint, EscapesOnlyWhatMustBe) {
  EXPECT_EQ(print(Value("\"\\/\b\f\n\r\t\x01\x1F\x7Fé😀")),
            "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7Fé😀\"");
  EXPECT_EQ(print(Value(std::string(1, '\0'))), R"("\u0000")");
}

TEST(JsonPrint, NumbersReadBackTheSame) {
  EXPECT_EQ(print(Value(INT64_MIN)), "-9223372036854775808");
  EXPECT_EQ(print(Value(UINT64_MAX)), "18446744073709551615");
  for (const double number : {0.1, 1e22, 1e-7, 5e-324, 1.7976931348623157e308, -2.5})
    EXPECT_EQ(parse(print(Value(number))).as_double(), number);
  EXPECT_EQ(print(Value(std::nan(""))), "null");
  EXPECT_EQ(print(Value(HUGE_VAL)), "null");
}

class RandomValues {
 public:
  Value value(std::size_t depth) {
    switch (random_() % (depth == 0 ? 5 : 7)) {
    case 0:
      return nullptr;
    case 1:
      return random_() % 2 == 0;
    case 2:
      return static_cast<std::int64_t>(random_());
    case 3:
      return Number{number()};
    case 4:
      return text();
    case 5: {
      Array items;
      for (auto left = random_() % 5; left > 0; --left) items.push_back(value(depth - 1));
      return items;
    }
    default: {
      Object members;
      for (auto left = random_() % 5; left > 0; --left) members.set(text(), value(depth - 1));
      return members;
    }
    }
  }

 private:
  std::string digits(std::string result) {
    for (auto left = 1 + random_() % 30; left > 0; --left)
      result += static_cast<char>('0' + random_() % 10);
    return result;
  }
  std::string number() {
    std::string result = random_() % 2 ? "-" : "";
    result += random_() % 3 ? digits("7") : "0";
    if (random_() % 2) result += digits(".");
    if (random_() % 2) result += (random_() % 2 ? "e-" : "E+") + std::to_string(random_() % 400);
    return result;
  }
  std::string text() {
    std::string result;
    for (auto left = random_() % 8; left > 0; --left) {
      std::uint32_t code = random_() % 4 ? random_() % 0x80 : random_() % 0x110000;
      if (code >= 0xD800 && code <= 0xDFFF) code = 0xFFFD;
      hif::json::detail::append_utf8(result, code);
    }
    return result;
  }
  std::mt19937_64 random_{3};
};

TEST(JsonPrint, RandomValuesReadBackTheSame) {
  RandomValues random;
  for (int round = 0; round < 5000; ++round) {
    const auto value = random.value(5);
    const auto text = print(value);
    const auto back = parse(text);
    ASSERT_EQ(back, value) << text;
    ASSERT_EQ(print(back), text) << "to the byte, order and spelling of numbers too";
    ASSERT_EQ(parse(print(value, 2)), value);
  }
}

} // namespace
