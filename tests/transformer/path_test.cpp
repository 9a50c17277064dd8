// SPDX-License-Identifier: MIT
// The grammar of paths.

#include "transformer/path.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using timely::parse_path;
using timely::parse_target;

std::vector<std::string> names(const timely::Path& path) {
  std::vector<std::string> result;
  for (const auto& segment : path.segments) result.push_back(segment.any ? "<any>" : segment.name);
  return result;
}

using Names = std::vector<std::string>;

TEST(Path, PartsAreParted) {
  EXPECT_EQ(names(parse_path("a")), Names{"a"});
  EXPECT_EQ(names(parse_path("a.b c.é")), (Names{"a", "b c", "é"}));
  EXPECT_EQ(names(parse_path("*.a.*")), (Names{"<any>", "a", "<any>"}));
}

TEST(Path, EscapesAndQuotesMakeNames) {
  EXPECT_EQ(names(parse_path(R"(a\.b.c)")), (Names{"a.b", "c"}));
  EXPECT_EQ(names(parse_path(R"("a.b".c)")), (Names{"a.b", "c"}));
  EXPECT_EQ(names(parse_path(R"("*")")), Names{"*"});
  EXPECT_EQ(names(parse_path(R"(\*.\$1)")), (Names{"*", "$1"}));
  EXPECT_EQ(names(parse_path(R"("a\"b\\")")), Names{R"(a\"b\\)"}) << "as JSON spells it";
  EXPECT_EQ(names(parse_path(R"("")")), Names{""});
  EXPECT_EQ(names(parse_path("$ref.a\"b")), (Names{"$ref", R"(a\"b)"}));
}

TEST(Path, PlainNumbersAreIndexes) {
  EXPECT_EQ(parse_path("12").segments[0].index, 12u);
  for (const auto* text : {"\"12\"", "01", "1a", "-1", "1234567890"})
    EXPECT_EQ(parse_path(text).segments[0].index, std::nullopt) << text;
}

TEST(Path, TargetsHaveCaptures) {
  const auto path = parse_target("a.$1.x_$2y", 2);
  EXPECT_EQ(path.segments[1].whole_capture(), 1u);
  ASSERT_EQ(path.segments[2].pieces.size(), 3u);
  EXPECT_EQ(path.segments[2].pieces[1].capture, 2u);
  EXPECT_EQ(path.segments[2].whole_capture(), 0u);
  EXPECT_EQ(names(parse_target("$x.\\$1", 0)), (Names{"$x", "$1"}));
}

TEST(Path, FaultsAreRefused) {
  for (const auto* text : {"", ".", "a.", ".a", "a..b", "a*", "*a", "**", "a\\", "a\\n", "\"a",
                           "\"a\"b", "\"a\\", "\""})
    EXPECT_THROW(parse_path(text), timely::PathError) << text;
  for (const auto* text : {"*", "a.*", "$1", "$0", "a$1"})
    EXPECT_THROW(parse_target(text, 0), timely::PathError) << text;
  EXPECT_THROW(parse_target("$2", 1), timely::PathError);
  std::string deep = "a";
  for (int i = 1; i < 64; ++i) deep += ".a";
  EXPECT_EQ(parse_path(deep).segments.size(), 64u);
  EXPECT_THROW(parse_path(deep + ".a"), timely::PathError);
}

// Whatever is written, a path is read or refused, never anything else; and one that is quoted
// leads to the name that was quoted.
TEST(Path, AnyTextIsReadOrRefused) {
  std::mt19937 random(7);
  const std::string alphabet = "ab.*$1\\\"0 \n\xC3\xA9";
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (auto left = random() % 10; left > 0; --left) text += alphabet[random() % alphabet.size()];
    for (const std::size_t captures : {0u, 2u}) {
      try {
        const auto path = captures ? parse_target(text, captures) : parse_path(text);
        EXPECT_FALSE(path.segments.empty());
      } catch (const timely::PathError& error) {
        EXPECT_STRNE(error.what(), "");
      }
    }
    std::string quoted = "\"";
    for (const char c : text) {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
    EXPECT_EQ(names(parse_path(quoted + "\"")), Names{timely::spelled(text)});
  }
}

TEST(Path, SpellingsOfOneNameAreTheSame) {
  EXPECT_TRUE(timely::same_spelled("a", R"(\u0061)"));
  EXPECT_TRUE(timely::same_spelled(R"(\/)", "/"));
  EXPECT_FALSE(timely::same_spelled("a", R"(\u0062)"));
}

} // namespace
