// SPDX-License-Identifier: MIT
// The parser against RFC 8259, with every error and its place.

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

namespace {

using hif::json::parse;
using hif::json::ParseError;

struct Bad {
  const char* name;
  std::string text;
  std::string error; // "line:column: why"
};

class BadJson : public testing::TestWithParam<Bad> {};

TEST_P(BadJson, IsToldByPlaceAndCause) {
  try {
    parse(GetParam().text);
    FAIL() << "was taken: " << GetParam().text;
  } catch (const ParseError& error) {
    EXPECT_EQ(error.what(), GetParam().error);
    EXPECT_EQ(std::to_string(error.line) + ":" + std::to_string(error.column) + ": " + error.why,
              error.what());
    EXPECT_LE(error.offset, GetParam().text.size());
  }
}

INSTANTIATE_TEST_SUITE_P(
    JsonParse, BadJson,
    testing::Values(
        Bad{"Empty", "", "1:1: the text ends where a value was expected"},
        Bad{"OnlySpace", " \n ", "2:2: the text ends where a value was expected"},
        Bad{"TwoValues", "{} {}", "1:4: text after the end of the JSON value"},
        Bad{"Word", "nul", "1:1: not a JSON value"},
        Bad{"WordGoesOn", "truely", "1:5: text after the end of the JSON value"},
        Bad{"Capital", "True", "1:1: not a JSON value"},
        Bad{"NaN", "[NaN]", "1:2: not a JSON value"}, Bad{"Minus", "-", "1:1: not a JSON value"},
        Bad{"Plus", "+1", "1:1: not a JSON value"},
        Bad{"LeadingZero", "[01]", "1:2: a number must not begin with 0"},
        Bad{"MinusLeadingZero", "-012", "1:1: a number must not begin with 0"},
        Bad{"PointFirst", ".5", "1:1: not a JSON value"},
        Bad{"PointLast", "[1.]", "1:4: a digit must follow the decimal point"},
        Bad{"Exponent", "1e", "1:3: a digit must follow the exponent"},
        Bad{"ExponentSign", "1e+-1", "1:4: a digit must follow the exponent"},
        Bad{"Hexadecimal", "0x1", "1:2: text after the end of the JSON value"},
        Bad{"ArrayOpen", "[1, 2", "1:6: the array is not closed"},
        Bad{"ArrayComma", "[1 2]", "1:4: expected ',' or ']'"},
        Bad{"ArrayTrailingComma", "[1,]", "1:4: not a JSON value"},
        Bad{"ArrayEndsAfterComma", "[1,", "1:4: the text ends where a value was expected"},
        Bad{"ObjectOpen", "{\"a\": 1", "1:8: the object is not closed"},
        Bad{"ObjectEnds", "{", "1:2: the object is not closed"},
        Bad{"ObjectComma", "{\"a\": 1 \"b\"}", "1:9: expected ',' or '}'"},
        Bad{"ObjectTrailingComma", "{\"a\": 1,}", "1:9: expected a name in quotes"},
        Bad{"ObjectName", "{a: 1}", "1:2: expected a name in quotes"},
        Bad{"ObjectColon", "{\"a\" 1}", "1:6: expected ':'"},
        Bad{"ObjectValue", "{\"a\":}", "1:6: not a JSON value"},
        Bad{"Duplicate", "{\"a\": 1,\n \"\\u0061\": 2}", "2:2: duplicate name \"a\""},
        Bad{"StringOpen", "[\"abc", "1:2: the string is not closed"},
        Bad{"StringEndsInEscape", "\"\\", "1:2: unknown escape in a string"},
        Bad{"Control", "\"a\tb\"", "1:3: a control character in a string must be escaped"},
        Bad{"LineBreak", "\"a\nb\"", "1:3: a control character in a string must be escaped"},
        Bad{"Nul", std::string("\"\0\"", 3),
            "1:2: a control character in a string must be escaped"},
        Bad{"Escape", "\"\\x\"", "1:2: unknown escape in a string"},
        Bad{"UnicodeShort", "\"\\u12\"", "1:4: \\u needs four hexadecimal digits"},
        Bad{"UnicodeSign", "\"\\u+123\"", "1:4: \\u needs four hexadecimal digits"},
        Bad{"HighAlone", "\"\\ud800\"", "1:2: half of a surrogate pair"},
        Bad{"HighAndText", "\"\\ud800x\"", "1:2: half of a surrogate pair"},
        Bad{"HighAndHigh", "\"\\ud800\\ud800\"", "1:2: half of a surrogate pair"},
        Bad{"LowAlone", "\"\\udc00\"", "1:2: half of a surrogate pair"},
        Bad{"ByteAlone", "\"\x80\"", "1:2: not UTF-8"},
        Bad{"Overlong", "\"\xC0\xAF\"", "1:2: not UTF-8"},
        Bad{"SurrogateInUtf8", "\"\xED\xA0\x80\"", "1:2: not UTF-8"},
        Bad{"TooHigh", "\"\xF4\x90\x80\x80\"", "1:2: not UTF-8"},
        Bad{"CutOffUtf8", "\"a\xE2\x82\"", "1:3: not UTF-8"},
        Bad{"ByteOrderMark", "\xEF\xBB\xBF{}", "1:1: not a JSON value"},
        Bad{"Comment", "{} // x", "1:4: text after the end of the JSON value"},
        Bad{"LaterLine", "{\n  \"a\": [1,\n  x]}", "3:3: not a JSON value"}),
    [](const auto& param_info) { return param_info.param.name; });

TEST(JsonParse, GoodTextsAreTaken) {
  for (const std::string text :
       {"null", "true", "false", "0", "-0", "10", "1.5", "-1.50e+10", "1E400", "\"\"", "[]", "{}",
        "[[]]", "{\"\":0}", " \t\r\n[ 1 , 2 ] \n", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\"",
        "\"\x7F\"", "\"\xF4\x8F\xBF\xBF\""})
    EXPECT_NO_THROW(parse(text)) << text;
}

TEST(JsonParse, EscapesBecomeWhatTheyMean) {
  EXPECT_EQ(parse(R"("\"\\\/\b\f\n\r\t")").as_string(), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(parse(R"("\u0041\u00e9\u6F22")").as_string(), "Aé漢");
  EXPECT_EQ(parse(R"("\ud83d\ude00\uD83D\uDE00")").as_string(), "😀😀");
  EXPECT_EQ(parse(R"("\u0000")").as_string(), std::string(1, '\0'));
  EXPECT_EQ(parse(R"("\udbff\udfff")").as_string(), "\xF4\x8F\xBF\xBF");
}

TEST(JsonParse, NumbersKeepTheirSpelling) {
  for (const std::string text : {"0", "-0", "1.10", "12345678901234567890123", "1E+02", "1e-400"})
    EXPECT_EQ(parse(text).as_number().text, text);
}

TEST(JsonParse, OrderOfNamesIsKept) {
  EXPECT_EQ(hif::json::print(parse(R"({"z":1,"a":2,"m":{"b":1,"a":2}})")),
            R"({"z":1,"a":2,"m":{"b":1,"a":2}})");
}

TEST(JsonParse, DepthIsBounded) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_NO_THROW(parse(nested(128)));
  try {
    parse(nested(129));
    FAIL();
  } catch (const ParseError& error) {
    EXPECT_STREQ(error.what(), "1:129: nested deeper than 128 levels");
  }
  EXPECT_NO_THROW(parse(nested(3), {.max_depth = 3}));
  EXPECT_THROW(parse(nested(4), {.max_depth = 3}), ParseError);
  EXPECT_THROW(parse(std::string(1000000, '[')), ParseError) << "and no stack is spent";
}

TEST(JsonParse, DuplicatesAreFoundInWideObjects) {
  std::string wide = "{";
  for (int i = 0; i < 1000; ++i) wide += "\"n" + std::to_string(i) + "\":0,";
  EXPECT_NO_THROW(parse(wide + "\"n1000\":0}"));
  for (const auto* name : {"n0", "n63", "n64", "n999"})
    EXPECT_THROW(parse(wide + "\"" + name + "\":0}"), ParseError) << name;
}

TEST(JsonParse, SequencesAreParted) {
  EXPECT_EQ(hif::json::parse_sequence("{\"a\":1}\n\n[2] 3\n").size(), 3u);
  EXPECT_TRUE(hif::json::parse_sequence(" \n").empty());
  EXPECT_THROW(hif::json::parse_sequence("{}\n{"), ParseError);
}

} // namespace
