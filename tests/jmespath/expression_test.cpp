// SPDX-License-Identifier: MIT
// The language, case by case from the specification.

#include "evaluating.hpp"

#include <thread>

namespace {

using evaluating::of;

constexpr const char* record = R"({"id":7,"user":{"name":"Ann","tags":["a","b"]},
  "days":[{"day":"mon","hours":4.5,"parts":[1,2]},{"day":"tue","hours":0,"parts":[3]},
          {"day":"wed","hours":8,"parts":[[4],5]}],"none":null,"odd name":1,"empty":[]})";

TEST(Expression, NamesAndPlaces) {
  EXPECT_EQ(of("id", record), "7");
  EXPECT_EQ(of("user.name", record), R"("Ann")");
  EXPECT_EQ(of("\"odd name\"", record), "1");
  EXPECT_EQ(of(R"("\u0069d")", record), "7");
  EXPECT_EQ(of("user.tags[1]", record), R"("b")");
  EXPECT_EQ(of("user.tags[-2]", record), R"("a")");
  EXPECT_EQ(of("user.tags[-3]", record), "null");
  EXPECT_EQ(of("id.name.more", record), "null");
  EXPECT_EQ(of("days[9223372036854775807]", record), "null");
  EXPECT_EQ(of("@.id", record), "7");
  EXPECT_EQ(of(" \n\tuser \r. name ", record), R"("Ann")");
}

TEST(Expression, ProjectionsDropNullAndEndAtPipes) {
  EXPECT_EQ(of("days[*].day", record), R"(["mon","tue","wed"])");
  EXPECT_EQ(of("days[*].missing", record), "[]");
  EXPECT_EQ(of("days[*].day | [0]", record), R"("mon")");
  EXPECT_EQ(of("days[*].day[0]", record), "[]");
  EXPECT_EQ(of("days[*].parts[0]", record), "[1,3,[4]]");
  EXPECT_EQ(of("days[].parts[]", record), "[1,2,3,[4],5]");
  EXPECT_EQ(of("days[].parts[][]", record), "[1,2,3,4,5]");
  EXPECT_EQ(of("user.*", record), R"(["Ann",["a","b"]])");
  EXPECT_EQ(of("user.tags.*", record), "null");
  EXPECT_EQ(of("(days[*].day)[1]", record), R"("tue")");
  EXPECT_EQ(of("user[*]", record), "null");
}

TEST(Expression, FiltersAndLogic) {
  EXPECT_EQ(of("days[?hours > `4`].day", record), R"(["mon","wed"])");
  EXPECT_EQ(of("days[?hours == `0` || day == 'wed'].day | [-1]", record), R"("wed")");
  EXPECT_EQ(of("days[?!hours].day", record), "[]"); // 0 is true
  EXPECT_EQ(of("days[?hours >= `4` && hours <= `5`] | [0].day", record), R"("mon")");
  EXPECT_EQ(of("none || user.name", record), R"("Ann")");
  EXPECT_EQ(of("empty && id", record), "[]");
  EXPECT_EQ(of("!empty", record), "true");
  EXPECT_EQ(of("'a' < 'b'", record), "null");
  EXPECT_EQ(of("`[1,{\"a\":2,\"b\":3}]` == `[1.0,{\"b\":3,\"a\":2e0}]`"), "true");
  EXPECT_EQ(of("`true` && `false` || `1`"), "1"); // && binds tighter
  EXPECT_EQ(of("!`false` == `true`"), "true");
}

TEST(Expression, MultiSelectsKeepTheirOrder) {
  EXPECT_EQ(of("{zeta: id, alpha: user.name, \"odd key\": days[0].hours}", record),
            R"({"zeta":7,"alpha":"Ann","odd key":4.5})");
  EXPECT_EQ(of("[id, none, user.tags]", record), R"([7,null,["a","b"]])");
  EXPECT_EQ(of("none.{a: id}", record), "null");
  EXPECT_EQ(of("{a: id, b: none, a: user.name}", record), R"({"a":"Ann","b":null})");
  EXPECT_EQ(of("days[*].{d: day, p: parts[0]} | [2]", record), R"({"d":"wed","p":[4]})");
}

TEST(Expression, SlicesOfArraysAndOfText) {
  const std::string list = "[0,1,2,3,4]";
  EXPECT_EQ(of("[1:3]", list), "[1,2]");
  EXPECT_EQ(of("[::-1]", list), "[4,3,2,1,0]");
  EXPECT_EQ(of("[-2:]", list), "[3,4]");
  EXPECT_EQ(of("[3:0:-2]", list), "[3,1]");
  EXPECT_EQ(of("[:100:9223372036854775807]", list), "[0]");
  EXPECT_EQ(of("[::-9223372036854775808]", list), "[4]");
  EXPECT_EQ(of("[-9223372036854775808:9223372036854775807]", list), list);
  EXPECT_EQ(of("[5:]", list), "[]");
  EXPECT_EQ(of("[::-1]", "[]"), "[]");
  EXPECT_EQ(of("'2026-11-25'[:7]"), R"("2026-11")");
  EXPECT_EQ(of("'aé漢😀z'[1:4]"), R"("é漢😀")");
  EXPECT_EQ(of("'aé😀'[::-1]"), R"("😀éa")");
  EXPECT_EQ(of("`7`[:2]"), "null");
}

TEST(Expression, LiteralsAndRawStrings) {
  EXPECT_EQ(of(R"(`{"a": [1, "x\`y\n"]}`)"), R"({"a":[1,"x`y\n"]})");
  EXPECT_EQ(of(R"('it\'s \n')"), R"("it's \\n")");
  EXPECT_EQ(of("` [ ] `"), "[]");
  EXPECT_EQ(of("'{}|&'"), R"("{}|&")");
}

TEST(Expression, TextFunctionsCountCodePoints) {
  EXPECT_EQ(of("length('aé漢😀')"), "4");
  EXPECT_EQ(of("reverse('aé漢😀')"), R"("😀漢éa")");
  EXPECT_EQ(of("join(' + ', ['a', 'b'])", "{}"), R"("a + b")");
  EXPECT_EQ(of("join('-', `[]`)"), R"("")");
  EXPECT_EQ(of("starts_with('Å b', 'Å')"), "true");
  EXPECT_EQ(of("ends_with('abc', 'bcd')"), "false");
  EXPECT_EQ(of("contains('abc', 'bc')"), "true");
  EXPECT_EQ(of("contains('abc', `1`)"), "false");
  EXPECT_EQ(of("contains(`[1, [2]]`, `[2.0]`)"), "true");
}

TEST(Expression, FunctionsOnArraysAndObjects) {
  EXPECT_EQ(of("sort_by(days, &hours)[*].day", record), R"(["tue","mon","wed"])");
  EXPECT_EQ(of("max_by(days, &hours).day", record), R"("wed")");
  EXPECT_EQ(of("min_by(days, &hours).day", record), R"("tue")");
  EXPECT_EQ(of("max_by(empty, &hours)", record), "null");
  EXPECT_EQ(of("map(&parts[0], days)", record), "[1,3,[4]]");
  EXPECT_EQ(of("map(&missing, days)", record), "[null,null,null]");
  EXPECT_EQ(of("keys(user)", record), R"(["name","tags"])");
  EXPECT_EQ(of("values({b: id, a: none})", record), "[7,null]");
  EXPECT_EQ(of("merge(`{\"a\":1,\"b\":2}`, {a: id, c: none})", record),
            R"({"a":7,"b":2,"c":null})");
  EXPECT_EQ(of("not_null(none, missing, id)", record), "7");
  EXPECT_EQ(of("to_array(id)", record), "[7]");
  EXPECT_EQ(of("to_array(empty)", record), "[]");
  EXPECT_EQ(of("[type(id), type(none), type(`true`), type('a'), type(user), type(days)]", record),
            R"(["number","null","boolean","string","object","array"])");
  EXPECT_EQ(of("sort(`[\"b\",\"a\",\"😀\",\"é\"]`)"), R"(["a","b","é","😀"])");
  EXPECT_EQ(of("reverse(user.tags)", record), R"(["b","a"])");
}

TEST(Expression, SortsAreStable) {
  EXPECT_EQ(
      of("sort_by(@, &a)[*].b", R"([{"a":2,"b":1},{"a":1,"b":2},{"a":2.0,"b":3},{"a":1,"b":4}])"),
      "[2,4,1,3]");
}

TEST(Expression, StringsBecomeNumbersAndBack) {
  EXPECT_EQ(of("to_number('1.50')"), "1.50");
  for (const auto* text : {"''", "' 1'", "'1 '", "'+1'", "'0x1'", "'1,5'", "'NaN'", "'\"1\"'"})
    EXPECT_EQ(of("to_number(" + std::string(text) + ")"), "null") << text;
  EXPECT_EQ(of("to_string(@)", R"({"b":1.10,"a":["é"]})"), R"("{\"b\":1.10,\"a\":[\"é\"]}")");
  EXPECT_EQ(of("to_string('x')"), R"("x")");
}

TEST(Expression, BindingsStandBesideTheRootsMembers) {
  const auto root = hif::json::parse(R"({"a":1,"list":[{"item":5}]})");
  const auto item = hif::json::parse(R"({"n":7})"), inner = hif::json::parse("8");
  const timely::jmespath::Binding bindings[] = {{"item", &item}, {"a", &item}, {"a", &inner}};
  const auto of = [&](const char* text) {
    return hif::json::print(timely::jmespath::compile(text).evaluate(root, bindings));
  };
  EXPECT_EQ(of("[item.n, a, @.item.n]"), "[7,8,7]");
  EXPECT_EQ(of("list[*].item"), "[5]");
  EXPECT_EQ(of("keys(@)"), R"(["a","list"])");
}

TEST(Expression, OneExpressionServesManyThreads) {
  const auto expression = timely::jmespath::compile("sort_by(days, &hours)[*].{d: day, h: hours}");
  const auto root = hif::json::parse(record);
  const auto wanted = expression.evaluate(root);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 500; ++round)
        if (!(expression.evaluate(root) == wanted)) ADD_FAILURE();
    });
  for (auto& thread : threads) thread.join();
}

} // namespace
