// SPDX-License-Identifier: MIT
#include "transformer/tree.hpp"

#include <hif/sdk/json_parse.hpp>

#include <gtest/gtest.h>

#include <random>

namespace {

using timely::Tree;

// What is printed of `record` when the values at its top and below `open` were looked into; empty
// when it is broken.
std::string through(const std::string& record, std::string_view open = {}) {
  Tree tree;
  try {
    tree.load(record);
    if (auto* node = open.empty() ? nullptr : tree.root().find(open)) tree.open(*node);
    std::string out;
    tree.print(out);
    return out;
  } catch (const timely::NoRecord&) {
    return {};
  }
}

TEST(Tree, PrintsWhatItWasGiven) {
  for (const std::string record :
       {R"({})", R"({"a":1})", R"({"a":{"b":[1,{"c":"]}"}]},"d":[],"e":"\"","":null})",
        R"({"a\\":"\\","b":-1.50e+400,"c":123456789012345678901234567890})"}) {
    EXPECT_EQ(through(record), record);
    EXPECT_EQ(through(record, "a"), record);
  }
}

TEST(Tree, DropsBlanksBetweenTokensAlone) {
  EXPECT_EQ(through("{ \"a\" : 1 ,\t\"b c\":[ 1 , 2 ]}"), "{\"a\":1,\"b c\":[ 1 , 2 ]}");
  EXPECT_EQ(through("{ \"a\" : 1 , \"b c\":[ 1 , 2 ]}", "b c"), "{\"a\":1,\"b c\":[1,2]}");
}

TEST(Tree, PrintsInOnePieceOnlyWhatStillStandsTogether) {
  const std::string record = R"({"a":1,"b":2,"c":3,"d":4,"e":5})";
  Tree tree;
  tree.load(record);
  auto& items = tree.root().items;
  items[1].removed = true;
  tree.root().sweep();
  std::swap(items[0], items[1]);
  items[2].key = "x";
  std::string out;
  tree.print(out);
  EXPECT_EQ(out, R"({"c":3,"a":1,"x":4,"e":5})");
}

TEST(Tree, RefusesWhatIsNoRecord) {
  for (const std::string record : {"",
                                   "1",
                                   "[]",
                                   "{",
                                   "}",
                                   "{\"a\"}",
                                   "{\"a\":}",
                                   "{\"a\":1",
                                   "{\"a\":1,}",
                                   "{,}",
                                   "{:}",
                                   "{\"a\":1}}",
                                   "{\"a\":1}{}",
                                   "{\"a\" 1}",
                                   "{\"a\":1 2}",
                                   "{\"a\":,\"b\":1}",
                                   "{1:2}",
                                   "{\"a\":[}",
                                   "{\"a\":]}",
                                   "{\"a\":\"b}",
                                   "{\"a\":\"\xff\"}",
                                   "{\"a\":1}\xc3",
                                   "{\"a\":\n"})
    EXPECT_EQ(through(record), "") << record;
  EXPECT_EQ(through(R"({"a":[1,]})", "a"), "");
  EXPECT_EQ(through(R"({"a":[1 2]})", "a"), "");
  EXPECT_EQ(through(R"({"a":{"b" 1}})", "a"), "");
}

// Whatever is done to a record: what is good JSON comes out as the same value.
TEST(Tree, GivesTheValueOfEveryGoodRecord) {
  const std::string good = R"({"a":{"b":[1,{"c":"\u00e9]"}],"d":null} , "e":[[],{}],"f":"\"{"})";
  const std::string bytes = "{}[]:,\"\\ \n0123e+-.tfnua\x01\x80\xc3";
  std::mt19937 random(11);
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  int taken = 0;
  for (int i = 0; i < 20000; ++i) {
    auto record = good;
    for (std::size_t changes = 1 + below(2); changes > 0; --changes)
      record[below(record.size())] = bytes[below(bytes.size())];
    hif::json::Value value;
    try {
      value = hif::json::parse(record);
    } catch (const hif::json::ParseError&) {
      through(record, "a"); // nothing but NoRecord may come of it
      continue;
    }
    if (!value.is_object() || record[0] != '{') continue;
    ++taken;
    ASSERT_EQ(hif::json::parse(through(record)), value) << record;
    ASSERT_EQ(hif::json::parse(through(record, "a")), value) << record;
  }
  EXPECT_GT(taken, 500);
}

} // namespace
