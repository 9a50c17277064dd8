// SPDX-License-Identifier: MIT
// What timely.lookup makes of records: names, case, several of a name, misses, what is in the way.

#include "looking.hpp"

namespace {

using looking::config;
using looking::Looking;

constexpr const char* project_by_name =
    R"([{"find":"project","by":{"name":"project"},"into":"project_id"}])";

TEST(Lookup, WhatIsNotLookedAtPassesAsItCame) {
  Looking looking(config(R"([{"find":"client","by":{"name":"client"},"into":"id"}])"));
  EXPECT_EQ(looking.one(R"({ "n" : 1.50 })"), R"({ "n" : 1.50 })");
  EXPECT_TRUE(looking.client.asked.empty()) << "nothing was to be looked up";
  EXPECT_EQ(looking.one(R"({"big":12345678901234567890,"client":"Hooli","x":"\u0061"})"),
            R"({"big":12345678901234567890,"client":"Hooli","x":"\u0061","id":6})");
}

TEST(Lookup, IdsBeyondWhatADoubleHoldsKeepTheirDigits) {
  Looking looking(
      config(R"([{"find":"client","by":{"name":"c"}},{"find":"client","by":{"id":"d"}}])"),
      {{"clients", {R"({"id":9007199254740993,"name":"Deep"})"}}});
  EXPECT_EQ(looking.one(R"({"c":"Deep","d":9007199254740993})"),
            R"({"c":9007199254740993,"d":"Deep"})");
}

TEST(Lookup, NamesAreToldApartByCaseAndAddressesAreNot) {
  Looking looking(config(R"([{"find":"user","by":{"email":"mail"},"on_miss":"null"},)"
                         R"({"find":"user","by":{"name":"name"},"on_miss":"null"}])"));
  EXPECT_EQ(looking.one(R"({"mail":"ANN@example.com","name":"ann"})"), R"({"mail":7,"name":null})");
}

TEST(Lookup, CaseIsIgnoredWhereThatIsWantedBeyondAscii) {
  Looking looking(config(R"([{"find":"client","by":{"name":"c"},"ignore_case":true}])"),
                  {{"clients",
                    {R"({"id":1,"name":"ØRSTED"})", R"({"id":2,"name":"Ørsted"})",
                     R"({"id":3,"name":"Hooli"})"}}});
  EXPECT_EQ(looking.one(R"({"c":"hOOLI"})"), R"({"c":3})");
  EXPECT_EQ(looking.one(R"({"c":"Ørsted"})"), R"({"c":2})") << "the one that is spelled so";
  EXPECT_EQ(looking.one(R"({"c":"ørsted"})"),
            "lookup 1 (client by name): there are 2 with the name \"ørsted\" (id 1 and "
            "2); say by another field, or by where, which is meant");
  EXPECT_EQ(looking.rejects.at(0).status, HIF_CONFLICT);
}

TEST(Lookup, SeveralOfANameAreNoneTooManyWhenTheyGiveTheSame) {
  Looking looking(
      config(R"([{"find":"project","by":{"name":"project"},"give":"active","into":"active"}])"));
  EXPECT_EQ(looking.one(R"({"project":"Website"})"), R"({"project":"Website","active":true})");
}

TEST(Lookup, WhereLeavesOutWhatIsNotMeant) {
  Looking looking(config(R"([{"find":"project","by":{"name":"project"},"into":"id",)"
                         R"("where":{"client.name":"Hooli"}}])"));
  EXPECT_EQ(looking.one(R"({"project":"Website"})"), R"({"project":"Website","id":11})");
  EXPECT_EQ(looking.one(R"({"project":"Booking Engine"})"),
            "lookup 1 (project by name): no project has the name \"Booking Engine\", "
            "where client.name is \"Hooli\"");
}

TEST(Lookup, AMissWithSeveralKeysTellsWhatThereIs) {
  Looking looking(
      config(R"([{"find":"project","by":{"name":"p","client.name":"c"},"into":"id"}])"));
  EXPECT_EQ(looking.one(R"({"p":"Website","c":"Acme"})"),
            "lookup 1 (project by name and client.name): no project has the name "
            "\"Website\" and the client.name \"Acme\"; of that name there is one with the "
            "client.name \"Hooli\" or client.name \"Northwind\"");
  EXPECT_EQ(looking.one(R"({"p":"Website"})"), R"({"p":"Website"})") << "half of it is nothing";
}

TEST(Lookup, RejectsNameTheRecordAndThePlaceInTheConfiguration) {
  Looking looking(config(project_by_name));
  hif::sdk::BatchBuilder builder;
  hif_record record{};
  record.key = hif::sdk::str("77");
  for (const auto* json : {R"({"project":"Intranet"})", R"({"project":"Webiste"})", "[]"}) {
    record.json = hif::sdk::str(json);
    builder.add(record);
  }
  hif::sdk::Batch in;
  builder.finish(in.out());
  EXPECT_EQ(tables::texts_of(looking.transform(in)),
            std::vector<std::string>{R"({"project":"Intranet","project_id":13})"});
  ASSERT_EQ(looking.rejects.size(), 2u);
  EXPECT_EQ(looking.rejects[0].source, 1u);
  EXPECT_EQ(looking.rejects[0].status, HIF_NOT_FOUND);
  EXPECT_EQ(
      looking.rejects[0].error,
      "record \"77\": lookup 1 (project by name): no project has the name \"Webiste\"; did you "
      "mean \"Website\"?");
  EXPECT_EQ(looking.rejects[0].details, R"({"pointer":"/lookups/0"})");
  EXPECT_EQ(looking.rejects[1].status, HIF_DATA_LOSS);
}

TEST(Lookup, PoliciesOnAMiss) {
  const auto after = [](const std::string& policy) {
    Looking looking(config(R"([{"find":"team","by":{"name":"t"},"into":"id",)" + policy + "}]"),
                    {{"teams", {R"({"id":1,"name":"A"})"}}});
    return looking.one(R"({"t":["A","B",null]})");
  };
  EXPECT_EQ(after(R"("on_miss":"null")"), R"({"t":["A","B",null],"id":[1,null]})");
  EXPECT_EQ(after(R"("on_miss":"skip")"), R"({"t":["A","B",null],"id":[1]})");
  EXPECT_EQ(after(R"("default":{"x":[0]})"), R"({"t":["A","B",null],"id":[1,{"x":[0]}]})");
  EXPECT_EQ(after(R"("on_miss":"fail")"), "lookup 1 (team by name): no team has the name \"B\"");
}

TEST(Lookup, PoliciesOnWhatIsInTheWay) {
  const auto after = [](const std::string& policy, const std::string& record) {
    Looking looking(config(R"([{"find":"project","by":{"name":"p"},"into":"x.id"}])",
                           R"("on_error":")" + policy + "\""));
    return looking.one(record);
  };
  EXPECT_EQ(after("fail", R"({"p":{}})"),
            "lookup 1 (project by name): an object cannot be looked up");
  EXPECT_EQ(after("skip", R"({"p":{}})"), R"({"p":{}})");
  EXPECT_EQ(after("null", R"({"p":{}})"), R"({"p":{},"x":{"id":null}})");
  EXPECT_EQ(after("fail", R"({"p":"Intranet","x":5})"),
            "lookup 1 (project by name): \"x\" is a number, nothing can be put into it");
  EXPECT_EQ(after("skip", R"({"p":"Intranet","x":5})"), R"({"p":"Intranet","x":5})");
  EXPECT_EQ(after("null", R"({"p":"Intranet","x":5})"), R"({"p":"Intranet","x":{"id":null}})");
  EXPECT_EQ(after("skip", R"({"p":"Website"})"), R"({"p":"Website"})");
  EXPECT_EQ(after("null", R"({"p":"Website"})"), R"({"p":"Website","x":{"id":null}})");
}

TEST(Lookup, ALaterOneSeesWhatAnEarlierOneHasPutIn) {
  Looking looking(
      config(R"([{"find":"project","by":{"id":"project"},"give":"client.id","into":"c"},)"
             R"({"find":"client","by":{"id":"c"}}])"));
  EXPECT_EQ(looking.one(R"({"project":11})"), R"({"project":11,"c":"Hooli"})");
}

} // namespace
