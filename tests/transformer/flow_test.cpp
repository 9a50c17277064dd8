// SPDX-License-Identifier: MIT
// Steps that decide, steps over several records, expressions, errors and bounds.

#include "mapping_fixture.hpp"

namespace {

using mapping::map;
using mapping::problems;
using mapping::Transformer;
using mapping::why;

using Texts = std::vector<std::string>;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Texts all(const std::string& steps, const Texts& records) {
  return Transformer(mapping::config_of(steps)).all(records);
}

TEST(Expressions, EndAtTheirOwnBrace) {
  EXPECT_EQ(map(R"([{"set":{"r":"&{{a: '}', b: `{\"c\":\"}\"}`}}!"}}])", "{}"),
            R"({"r":"{\"a\":\"}\",\"b\":{\"c\":\"}\"}}!"})");
  EXPECT_EQ(map(R"([{"set":{"r":"${env:X} &{a} ${b}"}}])", R"({"a":1})"),
            R"({"a":1,"r":"${env:X} 1 ${b}"})");
}

TEST(Expressions, NumbersAndTypesComeThrough) {
  EXPECT_EQ(map(R"([{"set":{"r":{"deep":["&{a}","&{a}!"]}}}])", R"({"a":12345678901234567890.10})"),
            R"({"a":12345678901234567890.10,"r":{"deep":[12345678901234567890.10,)"
            R"("12345678901234567890.10!"]}})");
}

// What an expression does not read is not looked at; what it reads as a whole is seen as a whole.
TEST(Expressions, SeeTheRecordAsStepsLeftIt) {
  EXPECT_EQ(map(R"([{"rename":{"a":"b"}},{"set":{"r":"&{b}","s":"&{keys(@)}","t":"&{*}"}}])",
                R"({"a":1,"broken":2})"),
            R"({"b":1,"broken":2,"r":1,"s":["b","broken","r"],"t":[1,2,1,["b","broken","r"]]})");
  EXPECT_EQ(map(R"([{"set":{"r":"&{items[?n > `1`].n | [0]}","q":"&{\"a.b\" || c}"}}])",
                R"({"items":[{"n":1},{"n":3}],"c":5})"),
            R"({"items":[{"n":1},{"n":3}],"c":5,"r":3,"q":5})");
  EXPECT_EQ(map(R"([{"set":{"r":"&{\"é\"}"}}])", R"({"\u00e9":1})"), R"({"\u00e9":1,"r":1})");
}

TEST(Expressions, FaultsAreToldUnderTheColumn) {
  const auto told = problems(R"json({"steps":[{"set":{"a":["ok","x &{b..c}"]}},
      {"filter":"&{a ==}"},{"if":{"condition":"nope(a)"}},{"fail":"&{"},
      {"log":{"message":"&{)}"}}]})json");
  ASSERT_EQ(told.size(), 5u);
  EXPECT_TRUE(has(told[0], "/steps/0/set/a/1: the expression is wrong: ")) << told[0];
  EXPECT_TRUE(has(told[0], "\n  x &{b..c}\n        ^")) << told[0];
  EXPECT_TRUE(has(told[1], "/steps/1/filter: ")) << told[1];
  EXPECT_TRUE(has(told[2], "/steps/2/if/condition: ")) << told[2];
  EXPECT_TRUE(has(told[3], "/steps/3/fail: ")) << told[3];
  EXPECT_TRUE(has(told[4], "/steps/4/log/message: ")) << told[4];
}

TEST(Expressions, FailingAtRunTimeIsAnErrorOfTheRecord) {
  const std::string steps = R"([{"set":{"r":"&{abs(a)}"}}])";
  EXPECT_TRUE(has(why(steps, R"({"a":"x"})"), "step 1 (set \"r\"): the expression \""))
      << why(steps, R"({"a":"x"})");
  EXPECT_EQ(map(steps, R"({"a":"x"})", "skip"), R"({"a":"x"})");
  EXPECT_EQ(map(steps, R"({"a":"x"})", "null"), R"({"a":"x","r":null})");
}

TEST(Each, StepsBeginAtTheElement) {
  EXPECT_EQ(map(R"([{"each":{"a":[{"set":{"r":"&{n}"}},{"drop":"n"}]}}])",
                R"({"n":9,"a":[{"n":1},{"n":2}]})"),
            R"({"n":9,"a":[{"r":1},{"r":2}]})");
  EXPECT_EQ(map(R"([{"each":{"a":[{"set":{"r":1}}],"none":[{"fail":"x"}]}}])", R"({"a":{"x":{}}})"),
            R"({"a":{"x":{"r":1}}})");
  EXPECT_EQ(map(R"([{"each":{"a.*.b":[{"filter":"k"}]}}])",
                R"({"a":[{"b":[{"k":1},{"k":0},{}]},{"b":[{}]}]})"),
            R"({"a":[{"b":[{"k":1},{"k":0}]},{"b":[]}]})");
  EXPECT_TRUE(has(why(R"([{"each":{"a":[{"set":{"b":1}}]}}])", R"({"a":[{},5]})"),
                  "element 1 is a number"));
}

TEST(Each, AnElementThatIsUnchangedLeavesTheRecordUnchanged) {
  Transformer transformer(mapping::config_of(R"([{"each":{"a":[{"drop":"x"}]}}])"));
  const auto in = tables::batch_of({R"({"a":[{"y":1}]})"});
  const auto out = transformer.transform(in);
  EXPECT_EQ(out[0].json.data, in[0].json.data);
}

TEST(Errors, NameEveryStepOnTheWay) {
  Transformer transformer(mapping::config_of(
      R"([{"set":{"x":1}},{"if":{"condition":"a","then":[{"each":{"a":[{"cast":{"n":"number"}}]}}]}}])"));
  EXPECT_EQ(transformer.transform(R"({"a":[{"n":"q"}]})"), "");
  EXPECT_EQ(transformer.rejects.at(0).error,
            "step 2 (if), step 1 (each \"a\"), step 1 (cast \"n\"): \"q\" is no number");
  EXPECT_EQ(transformer.rejects.at(0).details,
            R"({"pointer":"/steps/1/if/then/0/each/a/0/cast/n"})");
}

TEST(Errors, AStepsOwnPolicyGoesBefore) {
  EXPECT_EQ(map(R"([{"cast":{"a":"number"},"on_error":"skip"},{"set":{"b":1}}])", R"({"a":"x"})"),
            R"({"a":"x","b":1})");
  EXPECT_EQ(map(R"([{"cast":{"a":"number"},"on_error":null},{"set":{"b":1}}])", R"({"a":"x"})"),
            R"({"a":null,"b":1})");
  EXPECT_EQ(map(R"([{"on_error":"fail","cast":{"a":"number"}}])", R"({"a":"x"})", "skip"), "");
  EXPECT_EQ(map(R"([{"if":{"condition":"a","then":[{"set":{"c":1}},
                    {"cast":{"a":"number"},"on_error":"fail"}]},"on_error":"skip"}])",
                R"({"a":"x"})"),
            R"({"a":"x"})")
      << "the step around it is left out as a whole";
  EXPECT_EQ(problems(R"({"steps":[{"set":{"a":1},"on_error":"ignore"}]})").size(), 1u);
  EXPECT_EQ(problems(R"({"steps":[{"on_error":"skip"}]})").size(), 1u);
}

TEST(Errors, FailIsNeverSkipped) {
  const std::string steps = R"([{"if":{"condition":"!p","then":[{"fail":"&{id} has no p"}]}}])";
  for (const auto* policy : {"fail", "skip", "null"}) {
    Transformer transformer(mapping::config_of(steps, policy));
    EXPECT_EQ(transformer.transform(R"({"id":7})"), "");
    ASSERT_EQ(transformer.rejects.size(), 1u);
    EXPECT_TRUE(has(transformer.rejects[0].error, "7 has no p"));
  }
}

TEST(Log, SpeaksThroughTheHost) {
  Transformer transformer(
      mapping::config_of(R"([{"log":"saw &{id}"},{"log":{"message":"quiet","level":"debug"}}])"));
  EXPECT_EQ(transformer.transform(R"({"id":7})"), R"({"id":7})");
  EXPECT_EQ(transformer.log(), Texts{"saw 7"});
}

TEST(Branch, EachRecordKnowsItsInputAndHasAKeyOfItsOwn) {
  hif::sdk::BatchBuilder builder;
  hif_record record{};
  record.json = hif::sdk::str(R"({"a":[1,2]})");
  record.key = hif::sdk::str("77");
  builder.add(R"({"a":[]})");
  builder.add(record);
  hif::sdk::Batch in;
  builder.finish(in.out());
  Transformer transformer(mapping::config_of(R"([{"branch":"a"}])"));
  const auto out = transformer.transform(in);
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[0].source, 1u);
  EXPECT_EQ(out[1].source, 1u);
  EXPECT_EQ(hif::sdk::view(out[0].key), "77/0");
  EXPECT_EQ(hif::sdk::view(out[1].key), "77/1");
}

TEST(Branch, OfABranchGivesEveryPair) {
  EXPECT_EQ(all(R"([{"branch":"a"},{"branch":"b"},{"set":{"s":"&{a}&{b}"}},{"keep":"s"}])",
                {R"({"a":["x","y"],"b":[1,2]})"}),
            (Texts{R"({"s":"x1"})", R"({"s":"x2"})", R"({"s":"y1"})", R"({"s":"y2"})"}));
}

TEST(Branch, WhatIsNoArrayFollowsThePolicy) {
  EXPECT_TRUE(has(why(R"([{"branch":"a"}])", R"({"a":5})"), "it is a number, no array"));
  EXPECT_EQ(map(R"([{"branch":"a"}])", R"({"a":5})", "skip"), R"({"a":5})");
  EXPECT_EQ(problems(R"({"steps":[{"if":{"condition":"a","then":[{"branch":"b"}]}},
                                  {"branch":"a.*"}]})")
                .size(),
            2u);
}

// A record that fails after it was branched leaves nothing behind, in groups neither.
TEST(Branch, ARecordThatFailsFailsAsAWhole) {
  Transformer transformer(mapping::config_of(
      R"([{"branch":"a"},{"cast":{"a":"integer"}},{"group":{"by":"k","collect":"a"}}])"));
  EXPECT_EQ(transformer.all({R"({"k":1,"a":[1,"x"]})", R"({"k":1,"a":[2,3]})"}),
            Texts{R"({"k":1,"a":[2,3]})"});
  ASSERT_EQ(transformer.rejects.size(), 1u);
  EXPECT_EQ(transformer.rejects[0].source, 0u);
  EXPECT_EQ(all(R"([{"unique":"k"},{"if":{"condition":"bad","then":[{"fail":"bad"}]}}])",
                {R"({"k":1,"bad":true})", R"({"k":1})"}),
            Texts{R"({"k":1})"})
      << "the first of its kind is the first that goes on";
}

TEST(Group, KeysAreToldApart) {
  EXPECT_EQ(all(R"([{"group":{"by":["a","b"],"into":"n"}},{"keep":["a","b"]}])",
                {R"({"a":"x","b":"y"})", R"({"a":"x\ny","b":""})", R"({"a":1})", R"({"a":"1"})",
                 R"({"b":null})", R"({})", R"({"a":"\u0078","b":"y"})"})
                .size(),
            6u);
}

TEST(Group, StepsAfterItWorkOnTheGroup) {
  EXPECT_EQ(all(R"json([{"group":{"by":"u","collect":"h","into":"all"}},
                        {"math":{"sum":"sum(all.*)"}},{"filter":"sum > `2`"},{"drop":"all"},
                        {"group":{"by":"x","collect":"u"}}])json",
                {R"({"u":1,"h":1})", R"({"u":2,"h":9})", R"({"u":1,"h":2})", R"({"u":3,"h":1})"}),
            (Texts{R"({"u":[1,2],"sum":3})"}));
}

// What a group was made of must not be lost with it.
TEST(Group, ThatFailsFailsEveryRecordInIt) {
  Transformer transformer(mapping::config_of(
      R"([{"group":{"by":"u","collect":"h"}},{"if":{"condition":"u == `1`","then":[{"fail":"no"}]}}])"));
  EXPECT_EQ(transformer.all({R"({"u":1,"h":1})", R"({"u":2,"h":9})", R"({"u":1,"h":2})"}),
            Texts{R"({"u":2,"h":[9]})"});
  ASSERT_EQ(transformer.rejects.size(), 2u);
  EXPECT_EQ(transformer.rejects[0].source, 0u);
  EXPECT_EQ(transformer.rejects[1].source, 2u);
}

TEST(Steps, AreShownToWhoAsks) {
  Transformer transformer(mapping::config_of(R"([{"set":{"b":2}},{"filter":"a"},{"drop":"b"}])"));
  const auto* steps = transformer.steps();
  ASSERT_TRUE(steps);
  EXPECT_EQ(steps->count(transformer.raw()), 3u);
  EXPECT_EQ(hif::sdk::view(steps->name(transformer.raw(), 1)), R"({"filter":"a"})");
  EXPECT_EQ(steps->name(transformer.raw(), 3).size, 0u);
  Texts told;
  const hif_step_sink sink = {.struct_size = sizeof sink,
                              .reserved = 0,
                              .host_data = &told,
                              .push = [](const hif_step_sink* self, std::uint32_t step,
                                         std::uint64_t source, hif_str record) {
                                static_cast<Texts*>(self->host_data)
                                    ->push_back(std::to_string(source) + "." +
                                                std::to_string(step) + " " +
                                                std::string(hif::sdk::view(record)));
                              }};
  const hif_reject_sink rejects = {
      sizeof rejects, 0, nullptr,
      [](const hif_reject_sink*, std::uint64_t, hif_status, hif_str, hif_str) {}};
  tables::TestCall call;
  const auto in = tables::batch_of({R"({"a":1})", R"({})"});
  hif::sdk::Batch out;
  ASSERT_EQ(steps->transform(transformer.raw(), call.raw(), in.raw(), out.out(), &rejects, &sink),
            HIF_OK);
  EXPECT_EQ(told, (Texts{R"(0.0 {"a":1,"b":2})", R"(0.1 {"a":1,"b":2})", R"(0.2 {"a":1})",
                         R"(1.0 {"b":2})", "1.1 "}));
  EXPECT_EQ(tables::texts_of(out), Texts{R"({"a":1})"});
}

TEST(Bounds, ARecordThatGrowsWithoutEndIsRejected) {
  std::string doubling, copying, nesting;
  for (int i = 0; i < 60; ++i) {
    doubling += R"({"set":{"a":["&{a}","&{a}"]}},)";
    copying +=
        R"({"set":{"b":{"x":1}}},{"copy":{"a":"b.c"}},{"copy":{"a":"b.d"}},{"move":{"b":"a"}},)";
    nesting += R"({"move":{"a":"a.)" + std::string("b.b.b.b.b.b.b.b.b.b.b.b.b") + R"("}},)";
  }
  for (auto steps : {doubling, copying, nesting}) {
    steps.back() = ']';
    Transformer transformer(mapping::config_of("[" + steps));
    EXPECT_EQ(transformer.transform(R"({"a":{"k":1}})"), "");
    ASSERT_EQ(transformer.rejects.size(), 1u);
    EXPECT_EQ(transformer.rejects[0].status, HIF_RESOURCE_EXHAUSTED)
        << transformer.rejects[0].error;
  }
}

TEST(Bounds, StepsAreCounted) {
  std::string deep = R"({"set":{"a":1}})", many;
  for (int i = 0; i < 9; ++i) deep = R"({"if":{"condition":"a","then":[)" + deep + "]}}";
  EXPECT_EQ(problems(R"({"steps":[)" + deep + "]}").size(), 1u);
  for (int i = 0; i < 1001; ++i) many += R"({"set":{"a":1}},)";
  many.pop_back();
  EXPECT_EQ(problems(R"({"steps":[)" + many + "]}").size(), 1u);
}

} // namespace
