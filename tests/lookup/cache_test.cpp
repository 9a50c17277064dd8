// SPDX-License-Identifier: MIT
// What timely.lookup asks for, and how often.

#include "looking.hpp"

#include <algorithm>

namespace {

using looking::config;
using looking::Lists;
using looking::Looking;

constexpr const char* client_by_name = R"([{"find":"client","by":{"name":"c"}}])";

// How often a list was begun to be read. A short first page may be short because the server gives
// no more at a time, so that a second request follows it.
std::size_t reads(const Looking& looking) {
  return static_cast<std::size_t>(
      std::count_if(looking.client.asked.begin(), looking.client.asked.end(),
                    [](const auto& asked) { return asked.target.ends_with("&offset=0"); }));
}

// `count` clients, called "C1" and so on.
Lists clients(int count) {
  Lists lists;
  for (int id = 1; id <= count; ++id)
    lists["clients"].push_back("{\"id\":" + std::to_string(id) + ",\"name\":\"C" +
                               std::to_string(id) + "\"}");
  return lists;
}

TEST(LookupCache, OneReadIsForManyRecords) {
  Looking looking(
      config(R"([{"find":"client","by":{"name":"c"}},{"find":"client","by":{"id":"d"}}])"));
  for (int batch = 0; batch < 3; ++batch)
    EXPECT_EQ(looking.transform(std::vector<std::string>(100, R"({"c":"Hooli","d":5})")).at(99),
              R"({"c":6,"d":"Northwind"})");
  EXPECT_EQ(reads(looking), 1u);
  EXPECT_EQ(looking.client.asked.at(0).target, "/1.1/1/clients?show=all&limit=1000&offset=0");
  EXPECT_LE(looking.client.asked.size(), 2u);
}

TEST(LookupCache, AListIsReadToItsEnd) {
  Looking looking(config(client_by_name), clients(2500));
  EXPECT_EQ(looking.one(R"({"c":"C2500"})"), R"({"c":2500})");
  const auto asked = looking.client.asked.size();
  EXPECT_GE(asked, 3u);
  EXPECT_EQ(looking.one(R"({"c":"C1"})"), R"({"c":1})");
  EXPECT_EQ(looking.client.asked.size(), asked);
}

TEST(LookupCache, OtherQueriesAreOtherLists) {
  Looking looking(config(R"([{"find":"user","by":{"name":"a"}},)"
                         R"({"find":"user","by":{"name":"b"},"query":{"filter":"deleted"}}])"));
  looking.one(R"({"a":"Ann","b":"Bo"})");
  EXPECT_EQ(reads(looking), 2u);
  const auto was_asked = [&](const std::string& target) {
    return std::count_if(looking.client.asked.begin(), looking.client.asked.end(),
                         [&](const auto& asked) { return asked.target == target; });
  };
  EXPECT_EQ(was_asked("/1.1/1/users?limit=1000&offset=0"), 1);
  EXPECT_EQ(was_asked("/1.1/1/users?filter=deleted&limit=1000&offset=0"), 1);
}

TEST(LookupCache, WhatWasReadIsBelievedForItsTime) {
  Looking looking(config(client_by_name, R"("cache_seconds":300)"), clients(1));
  EXPECT_EQ(looking.one(R"({"c":"C1"})"), R"({"c":1})");
  looking.lists["clients"] = {R"({"id":9,"name":"C1"})"};
  looking.host.seconds = 299;
  EXPECT_EQ(looking.one(R"({"c":"C1"})"), R"({"c":1})");
  looking.host.seconds = 300;
  EXPECT_EQ(looking.one(R"({"c":"C1"})"), R"({"c":9})");
  EXPECT_EQ(reads(looking), 2u);
}

TEST(LookupCache, AMissedNameMayBeNewButIsNotAskedForAgainAndAgain) {
  Looking looking(config(R"([{"find":"client","by":{"name":"c"},"on_miss":"null"}])"), clients(1));
  const auto miss = [&] { return looking.transform({R"({"c":"C2"})", R"({"c":"C3"})"}); };
  EXPECT_EQ(miss().at(0), R"({"c":null})");
  EXPECT_EQ(reads(looking), 1u) << "it was read a moment ago";
  looking.lists = clients(2);
  looking.host.seconds = 59;
  EXPECT_EQ(miss().at(0), R"({"c":null})");
  looking.host.seconds = 60;
  EXPECT_EQ(miss(), (std::vector<std::string>{R"({"c":2})", R"({"c":null})"}));
  EXPECT_EQ(reads(looking), 2u);
}

TEST(LookupCache, AListThatIsTooLongEndsTheRun) {
  Looking looking(config(client_by_name, R"("max_records":10)"), clients(11));
  try {
    looking.one(R"({"c":"C1"})");
    FAIL() << "it was read";
  } catch (const hif::sdk::Error& error) {
    EXPECT_EQ(error.status, HIF_RESOURCE_EXHAUSTED);
    EXPECT_STREQ(error.what(), "clients.list has more than 10 records to look things up in; raise "
                               "max_records, or ask for fewer by query");
  }
}

TEST(LookupCache, AListThatCannotBeReadFailsNoRecord) {
  Looking looking(config(client_by_name, R"("on_error":"skip")"));
  looking.instead = [](const looking::Asked&) {
    return looking::Reply{.http_status = 403, .body = R"({"errors":{"message":"Forbidden"}})"};
  };
  try {
    looking.one(R"({"c":"Hooli"})");
    FAIL() << "it was read";
  } catch (const hif::sdk::Error& error) {
    EXPECT_EQ(error.status, HIF_PERMISSION_DENIED);
    EXPECT_NE(std::string(error.what()).find("GET /1.1/1/clients"), std::string::npos)
        << error.what();
  }
  EXPECT_TRUE(looking.rejects.empty());
  looking.instead = {};
  EXPECT_EQ(looking.one(R"({"c":"Hooli"})"), R"({"c":6})");
}

TEST(LookupCache, ACallThatIsCancelledEndsIt) {
  Looking looking(config(client_by_name));
  looking.call.cancelled = true;
  EXPECT_THROW(looking.one(R"({"c":"Hooli"})"), hif::sdk::Error);
  EXPECT_TRUE(looking.client.asked.empty());
}

} // namespace
