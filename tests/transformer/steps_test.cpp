// SPDX-License-Identifier: MIT
// The steps of timely.mapping that make values, beyond the examples of the README.

#include "mapping_fixture.hpp"

namespace {

using mapping::map;
using mapping::problems;
using mapping::why;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Cast, NumbersOfAnySizeKeepTheirDigits) {
  EXPECT_EQ(
      map(R"([{"cast":{"a":"integer","b":"integer","c":"number","d":"number","e":"string"}}])",
          R"({"a":"123456789012345678901234567890","b":1e3,"c":"+1.10","d":true,"e":1.10})"),
      R"({"a":123456789012345678901234567890,"b":1000,"c":1.10,"d":1,"e":"1.10"})");
  EXPECT_EQ(map(R"([{"cast":{"a":"json"}}])", R"({"a":"{\"n\":12345678901234567890.10}"})"),
            R"({"a":{"n":12345678901234567890.10}})");
}

TEST(Cast, WhatIsNoneIsAnError) {
  EXPECT_TRUE(has(why(R"([{"cast":{"a":"integer"}}])", R"({"a":1.5})"), "1.5 is no integer"));
  EXPECT_TRUE(has(why(R"([{"cast":{"a":"number"}}])", R"({"a":[1]})"), "[1] is no number"));
  EXPECT_TRUE(has(why(R"([{"cast":{"a":"number"}}])", R"({"a":"0x10"})"), "is no number"));
  EXPECT_TRUE(has(why(R"([{"cast":{"a":"boolean"}}])", R"({"a":"maybe"})"), "neither true nor"));
  EXPECT_TRUE(has(why(R"([{"cast":{"a":"json"}}])", R"({"a":"{"})"), "is no JSON"));
  EXPECT_EQ(why(R"([{"cast":{"a":"number","b":"number"}}])", R"({"a":null})"), "");
}

TEST(MapValues, KeysAreTextsOfScalars) {
  const std::string steps =
      R"([{"map_values":{"*":{"values":{"1":"one","true":"yes","null":"none"}}}}])";
  EXPECT_EQ(map(steps, R"({"a":1,"b":"1","c":true,"d":null,"e":[1]})"),
            R"({"a":"one","b":"one","c":"yes","d":"none","e":[1]})");
  EXPECT_EQ(map(R"([{"map_values":{"a":{"values":{"null":"none"}}}}])", "{}"), R"({"a":"none"})");
  EXPECT_TRUE(
      has(why(R"([{"map_values":{"a":{"values":{"x":1},"on_missing":"fail"}}}])", R"({"a":"y"})"),
          "no entry for \"y\""));
}

TEST(String, CountsCharactersNotBytes) {
  EXPECT_EQ(map(R"([{"string":{"a":"length","b":{"slice":{"start":-2}},"c":"capitalize",
                               "d":{"pad":{"length":4,"with":"é","side":"end"}}}}])",
                R"({"a":"åé😀","b":"xåé","c":"éTUDE","d":"å"})"),
            R"({"a":3,"b":"åé","c":"Étude","d":"åééé"})");
  EXPECT_EQ(map(R"([{"string":{"a":{"slice":{"start":5,"end":2}},"b":{"slice":{"end":-9}}}}])",
                R"({"a":"abcdef","b":"abc"})"),
            R"({"a":"","b":""})");
}

TEST(String, PatternsTakeLinearTime) {
  const std::string text(100000, 'a');
  EXPECT_EQ(map(R"([{"string":{"t":{"replace":{"pattern":"(a*)*b","with":""}}}}])",
                R"({"t":")" + text + "\"}"),
            R"({"t":")" + text + "\"}");
}

TEST(String, NoMatchIsAnErrorUnlessItIsSaid) {
  EXPECT_TRUE(has(why(R"([{"string":{"a":{"match":"\\d+"}}}])", R"({"a":"x"})"), "does not match"));
  EXPECT_EQ(map(R"([{"string":{"a":{"match":{"pattern":"(\\d+)|x","otherwise":null}}}}])",
                R"({"a":"x"})"),
            R"({"a":null})");
  EXPECT_TRUE(has(why(R"([{"string":{"a":"trim"}}])", R"({"a":{"b":1}})"), "a text is needed"));
  EXPECT_TRUE(has(why(R"([{"string":{"a":{"join":","}}}])", R"({"a":"x"})"), "takes an array"));
}

TEST(String, FaultsAreFoundBeforeAnyRecord) {
  const auto told = problems(R"json({"steps":[{"string":{"a":[
      "shout", {"replace":{"pattern":"(","with":""}}, {"replace":{"pattern":"a","with":"\\9"}},
      {"pad":{"length":9999999}}, {"match":{"pattern":"a","group":1}}, {"split":""}, 7]}}]})json");
  ASSERT_EQ(told.size(), 7u);
  EXPECT_TRUE(has(told[0], "/steps/0/string/a/0: \"shout\" is not one of trim")) << told[0];
  EXPECT_TRUE(has(told[1], "/steps/0/string/a/1/replace/pattern: the regular expression is wrong"));
  EXPECT_TRUE(has(told[2], "/steps/0/string/a/2/replace/with: the replacement is wrong"));
  EXPECT_TRUE(has(told[3], "/steps/0/string/a/3/pad/length"));
  EXPECT_TRUE(has(told[4], "/steps/0/string/a/4/match/group: the pattern has 0 groups"));
  EXPECT_TRUE(has(told[5], "/steps/0/string/a/5/split"));
  EXPECT_TRUE(has(told[6], "/steps/0/string/a/6"));
}

std::string computed(const std::string& formula, const std::string& record) {
  return map(R"([{"math":{"r":")" + formula + R"("}},{"keep":"r"}])", record);
}

TEST(Math, OperatorsBindAsInSchool) {
  EXPECT_EQ(computed("1 + 2 * 3 - 4 / 2", "{}"), R"({"r":5})");
  EXPECT_EQ(computed("(1 + 2) * -3", "{}"), R"({"r":-9})");
  EXPECT_EQ(computed("a*b-c", R"({"a":2,"b":3,"c":1})"), R"({"r":5})");
  EXPECT_EQ(computed("7 % 4 * 2", "{}"), R"({"r":6})");
  EXPECT_EQ(computed("\\\"a-b\\\".c.0 + é", R"({"a-b":{"c":[4]},"é":1})"), R"({"r":5})");
}

TEST(Math, FunctionsTakeManyOrOne) {
  const std::string record = R"({"i":[{"p":1.5},{"p":null},{"p":-2},{}]})";
  EXPECT_EQ(computed("sum(i.*.p)", record), R"({"r":-0.5})");
  EXPECT_EQ(computed("max(i.*.p, 7)", record), R"({"r":7})");
  EXPECT_EQ(computed("count(i.*.p)", record), R"({"r":2})");
  EXPECT_EQ(computed("avg(i.*.p)", record), R"({"r":-0.25})");
  EXPECT_EQ(computed("sum(none.*.p)", record), R"({"r":0})");
  EXPECT_EQ(computed("abs(floor(-1.5)) + ceil(0.1) + round(2.345, 2) + round_even(2.5)", "{}"),
            R"({"r":7.35})");
}

TEST(Math, WhatHasNoResultIsAnError) {
  const auto told = [](const std::string& formula, const std::string& record) {
    return why(R"([{"math":{"r":")" + formula + R"("}}])", record);
  };
  EXPECT_TRUE(has(told("a / b", R"({"a":1,"b":0})"), "division by zero"));
  EXPECT_TRUE(has(told("a", "{}"), "there is no \"a\""));
  EXPECT_TRUE(has(told("a", R"({"a":null})"), "\"a\" is null, no number"));
  EXPECT_TRUE(has(told("a", R"({"a":"1"})"), "\"a\" is a string, no number; cast"));
  EXPECT_TRUE(has(told("a.* + 1", R"({"a":[1]})"), "may be many values"));
  EXPECT_TRUE(has(told("max(a.*)", R"({"a":[]})"), "no value to choose"));
  EXPECT_TRUE(has(told("a * a * a", R"({"a":9223372036854775807})"), "more than 38 digits"));
  EXPECT_TRUE(has(told("round(a, 0.5)", R"({"a":1})"), "number of digits"));
}

TEST(Math, AFormulaThatIsNoneIsTold) {
  for (const std::string formula :
       {"", "1 +", "(1", "1)", "a..b", "foo(1)", "round()", "round(1,2,3)", "1 2", "* 1", "a.",
        "1.2.3", "\\\"a", ")", "-", "sum(", "a b"})
    EXPECT_EQ(problems(R"({"steps":[{"math":{"r":")" + formula + R"("}}]})").size(), 1u) << formula;
  std::string deep(10000, '('), chain = "1";
  EXPECT_EQ(problems(R"({"steps":[{"math":{"r":")" + deep + R"("}}]})").size(), 1u);
  EXPECT_EQ(problems(R"({"steps":[{"math":{"r":")" + std::string(10000, '-') + R"(1"}}]})").size(),
            1u);
  for (int i = 0; i < 10000; ++i) chain += "+1";
  EXPECT_EQ(problems(R"({"steps":[{"math":{"r":")" + chain + R"("}}]})").size(), 1u);
}

std::string dated(const std::string& how, const std::string& value) {
  return map(R"([{"date":{"d":)" + how + "}}]", R"({"d":)" + value + "}");
}

TEST(Date, ZonesDecideTheDayAndTheOffset) {
  EXPECT_EQ(
      dated(R"({"zone":"UTC","to_zone":"Asia/Tokyo","to":"date"})", R"("2026-11-25T20:00:00Z")"),
      R"({"d":"2026-11-26"})");
  EXPECT_EQ(dated(R"({"from":"%Y-%m-%d %H:%M","zone":"America/New_York","to":"datetime"})",
                  R"("2026-07-01 09:00")"),
            R"({"d":"2026-07-01T09:00:00-04:00"})");
  EXPECT_EQ(dated(R"({"zone":"Europe/Oslo","add":"+1 day"})", R"("2026-10-24T12:00:00+02:00")"),
            R"({"d":"2026-10-25T12:00:00+01:00"})")
      << "the clock shows the same over a change of time";
}

TEST(Date, FormatsGoInAndOut) {
  EXPECT_EQ(dated(R"({"from":"unix_ms","to":"utc"})", "1795608000123"),
            R"({"d":"2026-11-25T12:00:00.123Z"})");
  EXPECT_EQ(dated(R"({"from":"%d %b %Y %I:%M %p","to":"unix"})", R"("25 Nov 2026 12:00 PM")"),
            R"({"d":1795608000})");
  EXPECT_EQ(dated(R"("%A, %e %B %y (%j) %% %a %f %z")", R"("2026-03-09T01:02:03.5Z")"),
            R"({"d":"Monday, 9 March 26 (068) % Mon 500000 Z"})");
  EXPECT_EQ(dated(R"({"from":"%Y-%j"})", R"("2024-366")"), R"({"d":"2024-12-31"})");
  EXPECT_EQ(dated(R"("time")", R"("2026-03-09T01:02:03Z")"), R"({"d":"01:02:03"})");
  EXPECT_EQ(dated(R"({"from":"unix","to":"date"})", R"("-1")"), R"({"d":"1969-12-31"})");
}

TEST(Date, WhatIsNoDateIsAnError) {
  const auto told = [](const std::string& how, const std::string& value) {
    return why(R"([{"date":{"d":)" + how + "}}]", R"({"d":)" + value + "}");
  };
  for (const std::string value : {R"("2026-02-30")", R"("soon")", "7", R"({"a":1})", R"("")"})
    EXPECT_TRUE(has(told(R"("date")", value), "is no date of that format")) << value;
  for (const std::string value : {"99999999999999", "-1e300", "1e300", R"("x")", "true"})
    EXPECT_TRUE(has(told(R"({"from":"unix"})", value), "is no date of that format")) << value;
  EXPECT_TRUE(has(told(R"({"from":"%d.%m.%Y"})", R"("31.02.2026")"), "is no date"));
  EXPECT_TRUE(has(told(R"({"from":"%d.%m.%Y"})", R"("1.2.2026x")"), "is no date"));
  EXPECT_NE(told(R"({"add":"+4000 years"})", R"("9000-01-01")"), "");
}

TEST(Date, RelativeDatesAreOfNowInTheZone) {
  const auto made = [](const std::string& how) {
    return map(R"([{"date":{"d":)" + how + "}}]", "{}");
  };
  EXPECT_EQ(made(R"({"relative":"-7 days","to":"date"})"), R"({"d":"2026-11-18"})");
  EXPECT_EQ(made(R"({"relative":"today","zone":"Pacific/Kiritimati"})"), R"({"d":"2026-11-26"})");
  EXPECT_EQ(made(R"({"relative":"start of month","add":"-1 day"})"), R"({"d":"2026-10-31"})");
  EXPECT_EQ(made(R"({"relative":"now","to":"unix"})"), R"({"d":1795608000})");
}

TEST(Date, FaultsAreFoundBeforeAnyRecord) {
  const auto told = problems(R"({"steps":[{"date":{
      "a":"%d.%Q","b":{"zone":"Europe/Olso"},"c":{"relative":"some day"},"d":{"to":"fine"},
      "e":{"relative":"now","from":"unix"},"f":7,"g":{"format":"date"}}}]})");
  ASSERT_EQ(told.size(), 7u);
  EXPECT_TRUE(has(told[0], "/steps/0/date/a: %Q is no field")) << told[0];
  EXPECT_TRUE(has(told[1], "/steps/0/date/b/zone: ")) << told[1];
  EXPECT_TRUE(has(told[2], "/steps/0/date/c/relative: ")) << told[2];
  EXPECT_TRUE(has(told[3], "/steps/0/date/d/to: ")) << told[3];
  EXPECT_TRUE(has(told[4], "/steps/0/date/e/from: ")) << told[4];
  EXPECT_TRUE(has(told[5], "/steps/0/date/f: ")) << told[5];
  EXPECT_TRUE(has(told[6], "/steps/0/date/g/format: unknown key")) << told[6];
}

std::string lasting(const std::string& how, const std::string& value) {
  return map(R"([{"duration":{"d":)" + how + "}}]", R"({"d":)" + value + "}");
}

TEST(Duration, EverySpellingIsReadAndWritten) {
  EXPECT_EQ(lasting(R"({"to":"seconds"})", R"("100:00:01")"), R"({"d":360001})");
  EXPECT_EQ(lasting(R"({"to":"minutes"})", R"("P1DT1M30S")"), R"({"d":1441.5})");
  EXPECT_EQ(lasting(R"({"from":"hours","to":"iso"})", R"("1.5")"), R"({"d":"PT1H30M"})");
  EXPECT_EQ(lasting(R"({"from":"seconds","to":"hh:mm:ss"})", "3661.5"), R"({"d":"01:01:02"})");
  EXPECT_EQ(lasting(R"({"to":"hours"})", R"({"hours":1,"minutes":20,"seconds":null})"),
            R"({"d":1.3333})");
  EXPECT_EQ(lasting(R"({"to":"hours","digits":1})", R"("0:03")"), R"({"d":0.1})");
  EXPECT_EQ(lasting(R"({"to":"h:mm"})", R"({"total_seconds":5400,"hours":9})"), R"({"d":"1:30"})");
  EXPECT_EQ(lasting(R"({"to":"iso"})", R"("0:00")"), R"({"d":"PT0S"})");
}

TEST(Duration, SignsAndRoundingAreSaid) {
  EXPECT_EQ(lasting(R"({"to":"h:mm"})", R"("-1:30")"), R"({"d":"-1:30"})");
  EXPECT_EQ(lasting(R"({"from":"seconds","to":"h:mm"})", "-29"), R"({"d":"0:00"})");
  EXPECT_EQ(lasting(R"({"from":"seconds","to":"h:mm"})", "30"), R"({"d":"0:01"})");
  EXPECT_EQ(lasting(R"({"from":"seconds","to":"h:mm"})", "3599"), R"({"d":"1:00"})");
  EXPECT_EQ(lasting(R"({"to":"seconds","round":{"minutes":6,"mode":"down"}})", R"("0:11")"),
            R"({"d":360})");
  EXPECT_EQ(lasting(R"({"to":"object"})", R"("-1:30")"),
            R"({"d":{"hours":-1,"minutes":-30,"seconds":0,"formatted":"-01:30",)"
            R"("total_hours":-1.5,"total_seconds":-5400,"total_minutes":-90}})");
}

TEST(Duration, WhatIsNoneIsAnError) {
  for (const std::string value :
       {R"("1:60")", R"("1:5")", R"("P")", R"("PT")", R"("P1H")", R"("x")", R"("PT1M1H")",
        R"("PT1.5H1M")", R"({"days":1})", "7", R"("1:2:")"})
    EXPECT_NE(why(R"([{"duration":{"d":"hours"}}])", R"({"d":)" + value + "}"), "") << value;
  EXPECT_TRUE(has(why(R"([{"duration":{"d":"hours"}}])", R"({"d":7})"), "say \"from\""));
}

TEST(Hash, OthersThanTextsAreHashedAsJson) {
  EXPECT_EQ(map(R"([{"hash":{"a":"sha1"}}])", R"({"a":"abc"})"),
            R"({"a":"a9993e364706816aba3e25717850c26c9cd0d89d"})");
  EXPECT_EQ(map(R"([{"hash":{"a":"md5","b":"md5"}},{"keep":"c"}])", R"({"a":[1],"b":"[1]"})"),
            "{}");
  const auto both =
      hif::json::parse(map(R"([{"hash":{"a":"md5","b":"md5"}}])", R"({"a":[1],"b":"[1]"})"));
  EXPECT_EQ(*both.find("a"), *both.find("b"));
}

} // namespace
