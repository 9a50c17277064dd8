// SPDX-License-Identifier: MIT
// The steps of timely.mapping beyond the examples of its README.

#include "mapping_fixture.hpp"

namespace {

using mapping::map;

TEST(Mapping, UntouchedRecordsLeaveAsTheSlicesTheyCameAs) {
  mapping::Transformer transformer(mapping::config_of(
      R"([{"move":{"x":"y"}},{"drop":"z"},{"rename":{"q":"r"}},{"set":{"a":1}},{"keep":["a"]}])"));
  const auto in = tables::batch_of({R"({"a":1})", R"({"a":1,"z":2})"});
  const auto out = transformer.transform(in);
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[0].json.data, in[0].json.data);
  EXPECT_NE(out[1].json.data, in[1].json.data);
  EXPECT_EQ(hif::sdk::view(out[1].json), R"({"a":1})");
}

TEST(Mapping, RecordsKeepWhatIsKnownOfThem) {
  hif::sdk::BatchBuilder builder;
  for (int i = 0; i < 2; ++i) {
    hif_record record{};
    record.json = hif::sdk::str(i == 0 ? "[]" : R"({"id":1})");
    record.entity = hif::sdk::str("events.list");
    record.key = hif::sdk::str("77");
    record.event_time_us = 42;
    record.op = HIF_RECORD_DELETE;
    builder.add(record);
  }
  hif::sdk::Batch in;
  builder.finish(in.out());
  mapping::Transformer transformer(mapping::config_of(R"([{"set":{"a":1}}])"));
  const auto out = transformer.transform(in);
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(hif::sdk::view(out[0].json), R"({"id":1,"a":1})");
  EXPECT_EQ(hif::sdk::view(out[0].entity), "events.list");
  EXPECT_EQ(hif::sdk::view(out[0].key), "77");
  EXPECT_EQ(out[0].event_time_us, 42);
  EXPECT_EQ(out[0].op, static_cast<std::uint32_t>(HIF_RECORD_DELETE));
  EXPECT_EQ(out[0].source, 1u);
  ASSERT_EQ(transformer.rejects.size(), 1u);
  EXPECT_EQ(transformer.rejects[0].source, 0u);
  EXPECT_EQ(transformer.rejects[0].status, HIF_DATA_LOSS);
}

TEST(Mapping, RejectsNameStepPathAndRecord) {
  mapping::Transformer transformer(
      mapping::config_of(R"([{"set":{"x":1}},{"copy":{"id":"user.name.first"}}])"));
  EXPECT_EQ(transformer.transform(R"({"id":1,"user":{"name":"Ann"}})"), "");
  ASSERT_EQ(transformer.rejects.size(), 1u);
  EXPECT_EQ(transformer.rejects[0].status, HIF_INVALID_ARGUMENT);
  EXPECT_EQ(transformer.rejects[0].error,
            "step 2 (copy \"id\" to \"user.name.first\"): \"user.name\" is a string, "
            "nothing can be put into it");
  EXPECT_EQ(transformer.rejects[0].details, R"({"pointer":"/steps/1/copy/id"})");
}

TEST(Mapping, NumbersAndEscapesKeepTheirSpelling) {
  EXPECT_EQ(map(R"([{"move":{"n":"m"}},{"rename":{"t":"u"}}])",
                R"({"n":12345678901234567890123.10,"t":"\u00e9\/","e":1E+2,"z":-0})"),
            R"({"u":"\u00e9\/","e":1E+2,"z":-0,"m":12345678901234567890123.10})");
  EXPECT_EQ(map(R"([{"set":{"n":12345678901234567890123.10}}])", "{}"),
            R"({"n":12345678901234567890123.10})");
}

TEST(Mapping, NamesCompareByWhatTheyMean) {
  EXPECT_EQ(map(R"([{"rename":{"é":"e"}}])", R"({"\u00e9":1})"), R"({"e":1})");
  EXPECT_EQ(map(R"([{"set":{"a\nb":2}}])", R"({"a\u000ab":1})"), R"({"a\u000ab":2})");
  EXPECT_EQ(map(R"([{"copy":{"*":"x.$1"}}])", R"({"q\"q":1})"), R"({"q\"q":1,"x":{"q\"q":1}})");
  EXPECT_EQ(map(R"([{"set":{"漢字.😀":"ü"}}])", "{}"), R"({"漢字":{"😀":"ü"}})");
}

TEST(Mapping, LaterStepsSeeWhatEarlierOnesMade) {
  EXPECT_EQ(map(R"([{"set":{"a":{"b":[1,{"c":2}]}}},{"set":{"a.b.1.d":3}},{"move":{"a.b":"x"}},
                    {"delete":"x.0"},{"copy":{"x.0":"y"}},{"set":{"y.c":null}}])",
                "{}"),
            R"({"a":{},"x":[{"c":2,"d":3}],"y":{"c":null,"d":3}})");
}

TEST(Mapping, ConfigurationIsNotChangedByRecords) {
  mapping::Transformer transformer(
      mapping::config_of(R"([{"set":{"a":{"b":1}}},{"copy":{"id":"a.id"}}])"));
  EXPECT_EQ(transformer.transform(R"({"id":1})"), R"({"id":1,"a":{"b":1,"id":1}})");
  EXPECT_EQ(transformer.transform(R"({})"), R"({"a":{"b":1}})");
}

TEST(Mapping, ArraysGrowByOneAtTheirEnd) {
  EXPECT_EQ(map(R"([{"set":{"a.2":3}}])", R"({"a":[1,2]})"), R"({"a":[1,2,3]})");
  EXPECT_EQ(map(R"([{"set":{"a.3":3}}])", R"({"a":[1,2]})"), "");
  EXPECT_EQ(map(R"([{"set":{"a.x":3}}])", R"({"a":[1,2]})"), "");
  EXPECT_EQ(map(R"([{"set":{"a.x":3}}])", R"({"a":[1,2]})", "null"), R"({"a":[1,2]})");
  EXPECT_EQ(map(R"([{"set":{"a.0":3}}])", "{}"), R"({"a":{"0":3}})");
}

TEST(Mapping, NullIsAsGoodAsMissing) {
  EXPECT_EQ(map(R"([{"set":{"a.b":1}}])", R"({"a":null})"), R"({"a":{"b":1}})");
  EXPECT_EQ(map(R"([{"default":{"a":null}}])", "{}"), R"({"a":null})");
}

TEST(Mapping, SeveralCapturesFillSeveralPlaces) {
  EXPECT_EQ(map(R"([{"move":{"*.*":"$2_$1"}},{"delete":["a","b"]}])",
                R"({"a":{"x":1,"y":2},"b":{"x":3}})"),
            R"({"x_a":1,"y_a":2,"x_b":3})");
}

TEST(Mapping, MoveOntoItselfChangesNothing) {
  const std::string record = R"({"a":{"b":1},"c":2})";
  EXPECT_EQ(map(R"([{"move":{"a.b":"a.b","*":"$1"}},{"copy":{"a":"a"}}])", record), record);
}

TEST(Mapping, MoveOutOfItselfTakesItsPlace) {
  EXPECT_EQ(map(R"([{"move":{"a.b":"a"}}])", R"({"a":{"b":1,"c":2},"d":3})"), R"({"a":1,"d":3})");
}

TEST(Mapping, RenameOntoATakenNameIsAnError) {
  EXPECT_EQ(map(R"([{"rename":{"a":"b"}}])", R"({"a":1,"b":2})"), "");
  EXPECT_EQ(map(R"([{"rename":{"a":"b"}}])", R"({"a":1,"b":2})", "skip"), R"({"a":1,"b":2})");
  EXPECT_EQ(map(R"([{"rename":{"a":"b"}}])", R"({"a":1,"b":2})", "null"), R"({"a":1,"b":null})");
  EXPECT_EQ(map(R"([{"rename":{"a.0":"b"}}])", R"({"a":[1]})"), "");
}

TEST(Mapping, SkippedStepLeavesNoTrace) {
  EXPECT_EQ(map(R"([{"set":{"x":1,"a.b":1,"y":1}},{"set":{"z":1}}])", R"({"a":true})", "skip"),
            R"({"a":true,"z":1})");
  EXPECT_EQ(map(R"([{"copy":{"i":"a.b"}},{"move":{"i":"a.c"}},{"set":{"z":1}}])",
                R"({"a":0,"i":1})", "skip"),
            R"({"a":0,"i":1,"z":1})");
}

TEST(Mapping, NullLeavesTheOtherEntriesAlone) {
  EXPECT_EQ(map(R"([{"set":{"x":1,"a.b":1,"y":1}}])", R"({"a":true})", "null"),
            R"({"a":{"b":null},"x":1,"y":1})");
}

TEST(Mapping, KeepAndDropLeaveEmptyObjects) {
  EXPECT_EQ(map(R"([{"keep":["x"]}])", R"({"a":1})"), "{}");
  EXPECT_EQ(map(R"([{"keep":["a.b"]}])", R"({"a":{"c":1}})"), "{}");
  EXPECT_EQ(map(R"([{"keep":["a.*.b"]}])", R"({"a":[]})"), R"({"a":[]})");
  EXPECT_EQ(map(R"([{"keep":["a","a.b"]}])", R"({"a":{"c":1}})"), R"({"a":{"c":1}})");
  EXPECT_EQ(map(R"([{"drop":["a","b"]}])", R"({"a":1,"b":2})"), "{}");
  EXPECT_EQ(map(R"([{"drop":"*"}])", R"({"a":1,"b":2})"), "{}");
}

TEST(Mapping, BrokenTextThatAStepLooksIntoIsRejected) {
  for (const std::string record : {R"({"a":1)", "{", R"({"a" 1})", R"({"a":{"b":}})", "", "null",
                                   R"({"a":[1,})", R"({"a":{"b":1]})"}) {
    mapping::Transformer transformer(mapping::config_of(R"([{"set":{"a.b":1}}])"));
    const auto result = transformer.transform(record);
    EXPECT_TRUE(result.empty() || hif::json::parse(result).is_object()) << record;
  }
}

TEST(Mapping, DeepRecordsPass) {
  std::string record = "1";
  for (int i = 0; i < 900; ++i) record = R"({"a":)" + record + "}";
  EXPECT_EQ(map(R"([{"set":{"b":1}}])", record),
            record.substr(0, record.size() - 1) + R"(,"b":1})");
  std::string path = "a", wanted = "{}";
  for (int i = 1; i < 60; ++i) {
    path += ".a";
    wanted = R"({"a":)" + wanted + "}";
  }
  EXPECT_EQ(map(R"([{"delete":")" + path + "\"}]", record), wanted);
}

TEST(Mapping, WideRecordsPass) {
  std::string record = "{";
  for (int i = 0; i < 2000; ++i)
    record += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  record.back() = '}';
  const auto moved = map(R"([{"move":{"*":"all.$1"}}])", record);
  EXPECT_EQ(moved, R"({"all":)" + record + "}");
}

TEST(Mapping, EveryFaultIsToldByItsPointer) {
  const auto told = mapping::problems(
      R"({"steps":[{"set":{"a..b":1,"ok":2}},{"copy":{"x/y":"z.*"}},{"copy":{"a.*":"b.$2"}},
          {"rename":{"a":"b.c"}},{"delete":["a","b."]},{"paint":{}},{"set":{},"drop":"a"},7,
          {"move":{"a":1}},{"keep":{"a":1}}]})");
  const std::vector<std::string> wanted = {
      "/steps/0/set/a..b: the path \"a..b\" has an empty part",
      "/steps/1/copy/x~1y: the path \"z.*\" has a *",
      "/steps/2/copy/a.*: the path \"b.$2\" names $2, but the other side has 1 *",
      "/steps/3/rename/a: the new name \"b.c\" is a path",
      "/steps/4/delete/1: the path \"b.\" has an empty part",
      "/steps/5/paint: unknown step \"paint\"",
      "/steps/6: a step is an object with exactly one key",
      "/steps/7: a step is an object with exactly one key",
      "/steps/8/move/a: expected a path",
      "/steps/9/keep: expected a path or a list of paths"};
  ASSERT_EQ(told.size(), wanted.size());
  for (std::size_t i = 0; i < told.size(); ++i)
    EXPECT_TRUE(told[i].starts_with(wanted[i])) << told[i];
  EXPECT_EQ(mapping::problems("{}"), std::vector<std::string>{"/steps: a list of steps is needed"});
  EXPECT_TRUE(mapping::problems(R"({"steps":[]})").empty());
}

TEST(Mapping, NoStepsPassEverything) {
  EXPECT_EQ(map("[]", R"({"a":1})"), R"({"a":1})");
}

} // namespace
