// SPDX-License-Identifier: MIT
// Expressions in text.

#include "jmespath/interpolation.hpp"

#include "evaluating.hpp"

namespace {

using timely::jmespath::compile_text;
using timely::jmespath::find_expression;

std::string fill(const std::string& text, const std::string& root) {
  return hif::json::print(compile_text(text).fill(hif::json::parse(root)));
}

std::string found(const std::string& text) {
  const auto expression = find_expression(text);
  return expression ? std::string(expression->expression) : "none";
}

TEST(Interpolation, EndsAtTheMatchingBrace) {
  EXPECT_EQ(found("x &{a.{b: c, d: {e: f}}} y}"), "a.{b: c, d: {e: f}}");
  EXPECT_EQ(found(R"(&{'}'}})"), "'}'");
  EXPECT_EQ(found(R"(&{'it\'s }'} })"), R"('it\'s }')");
  EXPECT_EQ(found(R"(&{`{"a": "\`}"}`.a})"), R"(`{"a": "\`}"}`.a)");
  EXPECT_EQ(found(R"(&{"a}\"}".b})"), R"("a}\"}".b)");
  EXPECT_EQ(found("&{}"), "");
  EXPECT_EQ(found("${env:X} & {a} &"), "none");
  EXPECT_EQ(found(""), "none");
}

TEST(Interpolation, AWholeExpressionKeepsItsType) {
  EXPECT_EQ(fill("&{id}", R"({"id":12345678901234567890})"), "12345678901234567890");
  EXPECT_EQ(fill("&{a}", R"({"a":{"z":1,"b":[2]}})"), R"({"z":1,"b":[2]})");
  EXPECT_EQ(fill("&{none}", "{}"), "null");
  EXPECT_EQ(fill("&{ id }", R"({"id":true})"), "true");
}

TEST(Interpolation, InsideTextItBecomesText) {
  EXPECT_EQ(fill("&{a} &{b}", R"({"a":1.50,"b":"x"})"), R"("1.50 x")");
  EXPECT_EQ(fill("[&{a}|&{b}|&{c}|&{d}]", R"({"a":null,"b":true,"c":{"x":[1]},"d":""})"),
            R"("[|true|{\"x\":[1]}|]")");
  EXPECT_EQ(fill(" &{id}", R"({"id":1})"), R"(" 1")");
  EXPECT_EQ(fill("plain", "{}"), R"("plain")");
  EXPECT_EQ(fill("&{'&{'}id}", "{}"), R"("&{id}")");
  EXPECT_EQ(fill("${env:HOME}", "{}"), R"("${env:HOME}")");
}

TEST(Interpolation, FaultsAreAtTheirPlaceInTheText) {
  const auto fault = [](const char* text) {
    try {
      compile_text(text).fill(hif::json::parse("{}"));
    } catch (const timely::jmespath::Error& error) {
      return std::string(name_of(error.kind)) + "@" + std::to_string(error.offset);
    }
    return std::string();
  };
  EXPECT_EQ(fault("to &{user.name"), "syntax@3");
  EXPECT_EQ(fault("to &{a b}"), "syntax@7");
  EXPECT_EQ(fault("&{a} &{}"), "syntax@7");
  EXPECT_EQ(fault("&{a} &{abs(a)}"), "invalid-type@7");
  EXPECT_EQ(fault("&{'a}"), "syntax@0");
}

} // namespace
