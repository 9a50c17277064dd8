// SPDX-License-Identifier: MIT
// What holds for every expression and every value, tried on random ones.

#include "../effort.hpp"
#include "evaluating.hpp"
#include "jmespath/comparison.hpp"
#include "jmespath/interpolation.hpp"

#include <algorithm>
#include <random>

namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;
using timely::jmespath::compile;
using timely::jmespath::same;

class Properties : public testing::Test {
 protected:
  template <typename List>
  auto pick(const List& list) {
    return list[random_() % std::size(list)];
  }

  Value value(std::size_t depth) {
    switch (random_() % (depth == 0 ? 5 : 8)) {
    case 0:
      return nullptr;
    case 1:
      return random_() % 2 == 0;
    case 2:
      return hif::json::Number{"-9007199254740993." + std::to_string(random_() % 10) + "0"};
    case 3:
      return static_cast<int>(random_() % 10);
    case 4:
      return pick(std::vector<std::string>{"", "a", "é😀", "}'`", "12"});
    case 5: {
      Object members;
      for (auto left = random_() % 4; left > 0; --left)
        members.set(pick(std::vector<std::string>{"a", "b", "c", "d"}), value(depth - 1));
      return members;
    }
    default: {
      Array items;
      for (auto left = random_() % 5; left > 0; --left) items.push_back(value(depth - 1));
      return items;
    }
    }
  }

  // A well-formed expression.
  std::string expression(std::size_t depth) {
    if (depth == 0)
      return pick(std::vector<std::string>{"a", "b", "@", "`1`", "'x'", "\"c\"", "`null`"});
    const auto one = expression(depth - 1), two = expression(depth - 1);
    switch (random_() % 14) {
    case 0:
      return "(" + one + ").a";
    case 1:
      return "(" + one + ")[*].b";
    case 2:
      return "(" + one + ")[]." + "c";
    case 3:
      return "(" + one + ")[?" + two + "]";
    case 4:
      return "{a: " + one + ", b: " + two + "}";
    case 5:
      return "[" + one + ", " + two + "]";
    case 6:
      return one + " | " + two;
    case 7:
      return one + " || " + two;
    case 8:
      return one + pick(std::vector<std::string>{" == ", " < ", " >= ", " != "}) + two;
    case 9:
      return "(" + one + ")[" + pick(std::vector<std::string>{"0", "-1", "1:", "::-1"}) + "]";
    case 10:
      return "not_null(" + one + ", " + two + ")";
    case 11:
      return "to_array(" + one + ")";
    case 12:
      return "map(&" + one + ", to_array(" + two + "))";
    default:
      return "type(" + one + ")";
    }
  }

  std::mt19937 random_{6};
};

TEST_F(Properties, LawsOfTheLanguage) {
  for (int round = 0; round < tests::effort(3000); ++round) {
    const auto root = value(4);
    const auto text = expression(2);
    const auto of = [&](const std::string& spelled) { return compile(spelled).evaluate(root); };
    const auto plain = of(text);
    ASSERT_EQ(plain, of("(" + text + ")")) << text;
    ASSERT_EQ(plain, of("@ | " + text)) << text;
    ASSERT_EQ(plain, of(text + " | @")) << text;
    ASSERT_EQ(of("!(" + text + ")"), Value(!timely::jmespath::is_true(plain))) << text;
    ASSERT_EQ(of("(" + text + ") == (" + text + ")"), Value(true)) << text;
    if (plain.is_array()) {
      ASSERT_EQ(of("(" + text + ")[::-1] | reverse(@)"), of("(" + text + ")[*]")) << text;
      ASSERT_EQ(of("reverse(reverse(" + text + "))"), plain);
    }
  }
}

// Every array and object, in any spelling, is the same as itself with its members turned round.
TEST_F(Properties, SameValuesAreSameInAnyOrder) {
  for (int round = 0; round < tests::effort(3000); ++round) {
    const auto one = value(4), two = value(4);
    ASSERT_TRUE(same(one, one));
    ASSERT_EQ(same(one, two), same(two, one));
    if (!one.is_object()) continue;
    auto turned = one;
    auto& members = turned.as_object().members();
    std::reverse(members.begin(), members.end());
    ASSERT_TRUE(same(one, turned));
  }
}

// Any text is an expression or an Error with a place in it; evaluating gives a value or an Error.
TEST_F(Properties, AnyTextIsReadOrRefused) {
  static const std::vector<std::string> words = {
      "a",   "b",     "[", "]",  "[?", "[]", "[*]",  "{",       "}",        ":",      ",", ".",
      "*",   "@",     "&", "&&", "|",  "||", "!",    "==",      "<",        "(",      ")", "`1`",
      "'x'", "\"c\"", "0", "-1", " ",  "é",  "abs(", "length(", "sort_by(", "merge(", "'", "`"};
  for (int round = 0; round < tests::effort(30000); ++round) {
    std::string text;
    for (auto left = random_() % 9; left > 0; --left) text += pick(words);
    try {
      compile(text).evaluate(value(2));
    } catch (const timely::jmespath::Error& error) {
      ASSERT_LE(error.offset, text.size()) << text;
      ASSERT_FALSE(error.why.empty()) << text;
    }
    const auto wrapped = "x &{" + text + "} y";
    try {
      timely::jmespath::compile_text(wrapped);
    } catch (const timely::jmespath::Error& error) {
      ASSERT_LE(error.offset, wrapped.size()) << wrapped;
    }
  }
}

// What is well-formed is found again between its braces.
TEST_F(Properties, ExpressionsInTextAreFoundWhole) {
  for (int round = 0; round < tests::effort(3000); ++round) {
    const auto text = expression(3);
    const auto wrapped = "{&{" + text + "}}";
    const auto found = timely::jmespath::find_expression(wrapped);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->expression, text);
  }
}

} // namespace
