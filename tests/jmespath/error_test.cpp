// SPDX-License-Identifier: MIT
// What is refused, where, and in which words.

#include "evaluating.hpp"

namespace {

using evaluating::fault;
using evaluating::of;
using timely::jmespath::with_caret;

TEST(Errors, SyntaxIsPlaced) {
  EXPECT_EQ(fault("a.b["), "syntax@4");
  EXPECT_EQ(fault("a b"), "syntax@2");
  EXPECT_EQ(fault("a = b"), "syntax@2");
  EXPECT_EQ(fault("a.'b'"), "syntax@2");
  EXPECT_EQ(fault("a.\"b"), "syntax@2");
  EXPECT_EQ(fault("a || 'b"), "syntax@5");
  EXPECT_EQ(fault("`{a}`"), "syntax@0");
  EXPECT_EQ(fault("a[b]"), "syntax@2");
  EXPECT_EQ(fault("a[*][b]"), "syntax@4");
  EXPECT_EQ(fault("é"), "syntax@0");
  EXPECT_EQ(fault("&a"), "syntax@0");
  EXPECT_EQ(fault(""), "syntax@0");
  EXPECT_EQ(fault("[99999999999999999999]"), "syntax@1");
}

TEST(Errors, FaultsOfCallsAreFoundWhenCompiled) {
  const auto kind = [](const char* text) {
    try {
      timely::jmespath::compile(text);
    } catch (const timely::jmespath::Error& error) {
      return std::string(name_of(error.kind)) + "@" + std::to_string(error.offset);
    }
    return std::string();
  };
  EXPECT_EQ(kind("a || lenght(b)"), "unknown-function@5");
  EXPECT_EQ(kind("abs()"), "invalid-arity@0");
  EXPECT_EQ(kind("abs(a, b)"), "invalid-arity@0");
  EXPECT_EQ(kind("not_null()"), "invalid-arity@0");
  EXPECT_EQ(kind("sort_by(a, b)"), "invalid-type@11");
  EXPECT_EQ(kind("length(&a)"), "invalid-type@7");
  EXPECT_EQ(kind("a[::0]"), "invalid-value@4");
  EXPECT_EQ(kind("abs('text')"), ""); // of a value: when it is evaluated
}

TEST(Errors, SayWhatWasExpected) {
  const auto what = [](const char* text, const char* root = "{}") {
    try {
      of(text, root);
    } catch (const timely::jmespath::Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(what("abs(@)", R"("x")"), "invalid-type: abs() takes a number, not a string");
  EXPECT_EQ(what("join(',', @)", R"(["a",1])"),
            "invalid-type: join() takes as argument 2 an array of strings, not this array");
  EXPECT_EQ(what("sum(@)", "null"), "invalid-type: sum() takes an array of numbers, not null");
  EXPECT_EQ(what("sort_by(@, &a)", R"([{"a":1},{"a":"x"}])"),
            "invalid-type: sort_by() cannot compare a number with a string");
  EXPECT_EQ(what("a.b.contains(@)"), "invalid-arity: contains() takes 2 arguments, not 1");
  EXPECT_EQ(what("a."), "syntax: the expression ends too early");
  EXPECT_EQ(what("f(a)").substr(0, 60),
            "unknown-function: there is no function \"f\"; there are abs, a");
}

TEST(Errors, ACaretStandsBelowTheCharacter) {
  EXPECT_EQ(with_caret("wrong", "a.b[", 4), "wrong\n  a.b[\n      ^");
  EXPECT_EQ(with_caret("wrong", "'é漢' x", 8), "wrong\n  'é漢' x\n       ^");
  EXPECT_EQ(with_caret("wrong", "a\nbc\nd", 3), "wrong\n  bc\n   ^");
  EXPECT_EQ(with_caret("wrong", "a\nbc\nd", 0), "wrong\n  a\n  ^");
  EXPECT_EQ(with_caret("wrong", "a\nbc\nd", 99), "wrong\n  d\n   ^");
  const auto cut = with_caret("wrong", std::string(100, 'a') + "!" + std::string(100, 'b'), 100);
  EXPECT_EQ(cut, "wrong\n  …" + std::string(48, 'a') + "!" + std::string(23, 'b') + "…\n  " +
                     std::string(49, ' ') + "^");
}

// What would eat stack, memory or time is refused.
TEST(Errors, GrowthIsBounded) {
  EXPECT_EQ(fault(std::string(10000, '(') + "a" + std::string(10000, ')')).substr(0, 7), "syntax@");
  EXPECT_EQ(fault(std::string(10000, '!') + "a").substr(0, 7), "syntax@");
  std::string chain = "a";
  for (int i = 0; i < 5000; ++i) chain += ".a";
  EXPECT_EQ(fault(chain).substr(0, 7), "syntax@");
  EXPECT_EQ(fault(std::string(70000, 'a')), "syntax@65536");
  std::string doubling = "[@,@]";
  for (int i = 0; i < 60; ++i) doubling += "|[@,@]";
  EXPECT_EQ(fault(doubling, R"("some text")"), "limit@0");
}

} // namespace
