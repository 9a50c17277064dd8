// SPDX-License-Identifier: MIT
#include "fixture/catalogue_fixture.hpp"

#include "catalogue/date.hpp"

using namespace timely::test;

namespace {

std::string events(const std::string& query) {
  return R"({"path": {"account_id": 1}, "query": )" + query + "}";
}

TEST(Query, IsAppendedInTheOrderGiven) {
  EXPECT_EQ(request(reading("GET", "events.list"),
                    events(R"({"upto": "2026-11-30", "since": "2026-11-01", "sort": "id"})")),
            "GET /1.1/1/events?upto=2026-11-30&since=2026-11-01&sort=id");
}

TEST(Query, ListIsWrittenAsTheCatalogueSays) {
  EXPECT_EQ(request(reading("GET", "projects.list"), events(R"({"ids": [1, 2]})")),
            "GET /1.1/1/projects?ids=1%2C2");
  EXPECT_EQ(request(reading("GET", "projects.list"), events(R"({"ids": "1,2"})")),
            "GET /1.1/1/projects?ids=1%2C2");
}

TEST(Query, ElementsOfAListAreChecked) {
  EXPECT_EQ(problems(reading("GET", "projects.list"), events(R"({"ids": [1, "x"]})")),
            "/request_parameters/query/ids/1: must be an integer, not \"x\"\n");
  EXPECT_NE(problems(reading("GET", "projects.list"), events(R"({"ids": "1,x"})")), "");
}

TEST(Query, KeywordStandsForAWholeList) {
  EXPECT_EQ(request(reading("GET", "reports.totals"), events(R"({"user_ids": "self"})")),
            "GET /1.1/1/reports?user_ids=self");
}

TEST(Query, UnknownParameterIsRefusedWithTheNearest) {
  const auto text = problems(reading("GET", "events.list"), events(R"({"pagee": 2})"));
  EXPECT_NE(text.find("/request_parameters/query/pagee"), text.npos);
  EXPECT_NE(text.find("did you mean \"page\""), text.npos) << text;
}

TEST(Query, UnknownParameterPassesWhenAllowed) {
  EXPECT_EQ(
      problems(reading("GET", "events.list"), events(R"({"x": 2})"), {.allow_unknown_query = true}),
      "");
}

TEST(Query, PagingParametersAreKnown) {
  EXPECT_EQ(problems(reading("GET", "events.list"), events(R"({"page": 2, "per_page": 10})")), "");
}

TEST(Query, ValueOutsideOfTheEnumerationIsRefused) {
  const auto text = problems(reading("GET", "clients.list"), events(R"({"show": "archivd"})"));
  EXPECT_NE(text.find("did you mean \"archived\"?"), text.npos) << text;
}

TEST(Query, DayMustExist) {
  for (const auto* day : {"2026-02-30", "2026-2-3", "yesterday", "2026-13-01", "2026-01-01T00:00"})
    EXPECT_NE(
        problems(reading("GET", "events.list"), events(R"({"day": ")" + std::string(day) + "\"}")),
        "")
        << day;
  EXPECT_EQ(problems(reading("GET", "events.list"), events(R"({"day": "2028-02-29"})")), "");
}

TEST(Window, StartWithoutEndIsRefused) {
  EXPECT_EQ(problems(reading("GET", "events.list"), events(R"({"since": "2026-11-01"})")),
            "/request_parameters/query/since: \"since\" without \"upto\": the vendor would answer "
            "with today only (give both \"since\" and \"upto\")\n");
}

TEST(Window, OneEndIsEnoughWhereTheVendorTakesIt) {
  EXPECT_EQ(problems(reading("GET", "reports.totals"), events(R"({"since": "2026-11-01"})")), "");
}

TEST(Window, EndBeforeStartIsRefused) {
  EXPECT_NE(problems(reading("GET", "events.list"),
                     events(R"({"since": "2026-11-02", "upto": "2026-11-01"})")),
            "");
}

TEST(Query, AllFaultsComeAtOnce) {
  const auto text = problems(reading("GET", "events.list"),
                             events(R"({"since": "2026-11-01", "x": 1, "page": "one"})"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3) << text;
}

TEST(Date, TimesOfIso8601) {
  for (const auto* time : {"2026-03-09", "2026-03-09T14:02:11Z", "2026-03-09T14:02:11.5+01:00",
                           "2026-03-09 14:02:11", "2026-03-09T14:02"})
    EXPECT_TRUE(timely::is_date_time(time)) << time;
  for (const auto* time : {"", "14:02", "2026-03-09T", "2026-03-09T25:00", "2026-03-09T14:02:11x"})
    EXPECT_FALSE(timely::is_date_time(time)) << time;
}

} // namespace
