// SPDX-License-Identifier: MIT
// What holds for every template, tried on random ones.

#include "../effort.hpp"
#include "templating.hpp"

#include <random>

namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

class Properties : public testing::Test {
 protected:
  template <typename List>
  auto pick(const List& list) {
    return list[random_() % std::size(list)];
  }

  // Template-like JSON, right or wrong.
  Value part(std::size_t depth) {
    static const std::vector<std::string> texts = {
        "&{a}", "x &{b.c} &{d}", "&{", "&{a", "plain", "", "&{abs(a)}", "&{item}", "&{i}", "${a}"};
    static const std::vector<std::string> names = {"a",     "b",   "$for",  "$each", "$if", "$then",
                                                   "$else", "$as", "$$ref", "&{a}",  "$x"};
    switch (random_() % (depth == 0 ? 2 : 6)) {
    case 0:
      return pick(texts);
    case 1:
      return static_cast<int>(random_() % 5);
    case 2: {
      Array items;
      for (auto left = random_() % 3; left > 0; --left) items.push_back(part(depth - 1));
      return items;
    }
    case 3:
      return Object{{"$for", pick(std::vector<std::string>{"l", "d", "a.", "&{l}"})},
                    {"$each", part(depth - 1)}};
    case 4:
      return Object{{"$if", pick(std::vector<std::string>{"a", "!a", "|"})},
                    {"$then", part(depth - 1)},
                    {"$else", part(depth - 1)}};
    default: {
      Object members;
      for (auto left = random_() % 4; left > 0; --left) members.set(pick(names), part(depth - 1));
      return members;
    }
    }
  }

  std::mt19937 random_{8};
};

// A template is refused with places, or gives records and rejects, never anything else.
TEST_F(Properties, AnyTemplateIsRefusedOrFills) {
  std::size_t good = 0;
  for (int round = 0; round < tests::effort(5000); ++round) {
    const auto text = hif::json::print(part(4));
    const auto faults = templating::problems(text);
    for (const auto& fault : faults) ASSERT_TRUE(fault.starts_with("/template")) << text;
    if (!faults.empty()) continue;
    ++good;
    for (const auto* policy : {"fail", "skip", "null"}) {
      auto transformer = templating::transformer(text, policy);
      for (const auto& record : transformer.transform(
               {R"({"a":"k","b":{"c":[1,{"d":2}]},"d":5,"l":[1,{"a":2},null]})", "{}"}))
        ASSERT_TRUE(hif::json::parse(record).is_object()) << text;
    }
  }
  EXPECT_GT(good, tests::effort(500u));
}

// A template without expressions is what it gives.
TEST_F(Properties, ConstantsFillAsTheyAre) {
  for (int round = 0; round < tests::effort(2000); ++round) {
    const auto text = hif::json::print(Object{{"x", part(3)}});
    if (text.find('&') != std::string::npos || text.find('$') != std::string::npos) continue;
    ASSERT_EQ(templating::filled(text, "{}"), std::vector<std::string>{text});
  }
}

} // namespace
