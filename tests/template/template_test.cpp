// SPDX-License-Identifier: MIT
// timely.template beyond the examples of its README.

#include "templating.hpp"

namespace {

using templating::filled;
using templating::problems;
using Lines = std::vector<std::string>;

TEST(Template, RecordsKeepWhatIsKnownOfThem) {
  hif::sdk::BatchBuilder builder;
  hif_record record{};
  record.json = hif::sdk::str(R"({"id":1,"of":[2,3]})");
  record.entity = hif::sdk::str("events.list");
  record.key = hif::sdk::str("77");
  record.event_time_us = 42;
  record.op = HIF_RECORD_DELETE;
  builder.add(record);
  builder.add(record);
  hif::sdk::Batch in;
  builder.finish(in.out());
  auto transformer = templating::transformer(R"({"$for":"of","$each":{"n":"&{item}"}})");
  const auto out = transformer.transform(in);
  ASSERT_EQ(out.size(), 4u);
  EXPECT_EQ(tables::texts_of(out), (Lines{R"({"n":2})", R"({"n":3})", R"({"n":2})", R"({"n":3})"}));
  EXPECT_EQ(hif::sdk::view(out[3].key), "77");
  EXPECT_EQ(hif::sdk::view(out[3].entity), "events.list");
  EXPECT_EQ(out[3].event_time_us, 42);
  EXPECT_EQ(out[3].op, static_cast<std::uint32_t>(HIF_RECORD_DELETE));
  EXPECT_EQ(out[1].source, 0u);
  EXPECT_EQ(out[2].source, 1u);
}

TEST(Template, EverythingElseStandsAsItIsWritten) {
  EXPECT_EQ(
      filled(R"({"z":1.50,"a":[null,true,{}],"e":"${env:X} & {a}","n":12345678901234567890123})",
             "{}"),
      Lines{R"({"z":1.50,"a":[null,true,{}],"e":"${env:X} & {a}","n":12345678901234567890123})"});
}

TEST(Template, DirectivesTakeTheirExpressionBareOrInBraces) {
  EXPECT_EQ(filled(R"({"a":{"$if":"&{ x }","$then":1},"b":{"$for":"&{l}","$each":"&{item}"}})",
                   R"({"x":true,"l":[1]})"),
            Lines{R"({"a":1,"b":[1]})"});
}

TEST(Template, AllFaultsAreFoundAtOnceWithTheirPlaces) {
  EXPECT_EQ(
      problems(R"({"a":"&{b.}","l":[{"c":"x &{lenght(y)}"}],"d/e":{"$each":1},
      "f":{"$for":"l"},"g":{"$if":1,"$then":2},"h":{"$for":"l","$each":1,"$as":"1x","more":2},
      "&{":1})"),
      (Lines{"/template/a: syntax: the expression ends too early\n  &{b.}\n      ^",
             "/template/l/0/c: unknown-function: there is no function \"lenght\"; there are "
             "abs, avg, ceil, contains, ends_with, floor, join, keys, length, map, max, "
             "max_by, merge, min, min_by, not_null, reverse, sort, sort_by, starts_with, sum, "
             "to_array, to_number, to_string, type, values\n  x &{lenght(y)}\n      ^",
             "/template/d~1e/$each: \"$each\" has no meaning here",
             "/template/f: $for needs $each: what every element becomes",
             "/template/g/$if: expected an expression, got integer",
             "/template/h/more: \"more\" cannot stand beside $for",
             "/template/h/$as: expected a name of letters, digits and _",
             "/template/&{: syntax: the expression that begins here is not closed by a '}' of "
             "its own\n  &{\n  ^"}));
  EXPECT_EQ(problems(R"({"$for":"l","$as":"x","$index":"x","$each":{"$if":"y"}})"),
            (Lines{"/template/$index: $as and $index are both \"x\"",
                   "/template/$each: $if needs $then: what stands here when it holds"}));
  EXPECT_EQ(problems(R"({"a":{"$if":"a ||","$then":"&{b"}})").size(), 2u);
  EXPECT_EQ(problems(R"({"a":"&{b}"})"), Lines{});
}

TEST(Template, RejectsNameThePlaceAndTheRecord) {
  auto transformer = templating::transformer(R"({"a":[{"b":"&{id} &{abs(name)}"}]})");
  EXPECT_EQ(transformer.transform({R"({"id":1,"name":-2})", R"({"id":2,"name":"x"})", "[]", "{"}),
            Lines{R"({"a":[{"b":"1 2"}]})"});
  ASSERT_EQ(transformer.rejects.size(), 3u);
  EXPECT_EQ(transformer.rejects[0].source, 1u);
  EXPECT_EQ(transformer.rejects[0].status, HIF_INVALID_ARGUMENT);
  EXPECT_EQ(transformer.rejects[0].error,
            "/template/a/0/b: invalid-type: abs() takes a number, not a string\n"
            "  &{id} &{abs(name)}\n          ^");
  EXPECT_EQ(transformer.rejects[0].details, R"({"pointer":"/template/a/0/b"})");
  EXPECT_EQ(transformer.rejects[1].status, HIF_DATA_LOSS);
  EXPECT_EQ(transformer.rejects[2].status, HIF_DATA_LOSS);
}

TEST(Template, WhatIsNoRecordIsRejected) {
  for (const auto* text : {R"("&{id}")", R"([{"a":1},2])", R"({"$for":"l","$each":"&{item}"})"}) {
    auto transformer = templating::transformer(text);
    EXPECT_EQ(transformer.transform({R"({"id":null,"l":[1]})"}), Lines{}) << text;
    EXPECT_EQ(transformer.rejects.size(), 1u) << text;
  }
}

TEST(Template, PoliciesDecideOverRecordsThatFail) {
  const std::string text = R"({"id":"&{id}","l":{"$for":"x","$each":1},"&{id}":2})";
  const std::string record = R"({ "id" : "id", "x":5})";
  EXPECT_EQ(filled(text, record), Lines{});
  EXPECT_EQ(filled(text, record, "skip"), Lines{record});
  const std::string both =
      R"J({"l":{"$for":"x","$each":1},"i":{"$if":"abs(id)","$then":1,"$else":2}})J";
  EXPECT_EQ(filled(both, record, "null"), Lines{R"({"l":null,"i":2})"});
}

TEST(Template, NamesOfMembersAreTextAndUnique) {
  auto transformer = templating::transformer(R"({"&{k}":1,"b":2})");
  EXPECT_EQ(transformer.transform({R"({"k":7})", R"({"k":"b"})", R"({"k":[1]})", "{}"}),
            Lines{R"({"7":1,"b":2})"});
  ASSERT_EQ(transformer.rejects.size(), 3u);
  EXPECT_EQ(transformer.rejects[0].error, "/template/b: there is a member \"b\" already");
  EXPECT_EQ(transformer.rejects[1].error,
            "/template/&{k}: the name of a member must be text, not array");
}

TEST(Template, WhatOneRecordBecomesIsBounded) {
  std::string text = "1";
  for (int i = 0; i < 8; ++i) text = R"({"$for":"l","$each":)" + text + "}";
  auto transformer = templating::transformer(R"({"l":)" + text + "}");
  EXPECT_EQ(transformer.transform({R"({"l":[1,2,3,4,5,6,7,8,9,10]})"}), Lines{});
  EXPECT_TRUE(transformer.error().starts_with("/template/")) << transformer.error();
  EXPECT_NE(transformer.error().find("more than 4000000 values"), std::string::npos);
}

} // namespace
