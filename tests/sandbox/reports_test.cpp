// SPDX-License-Identifier: MIT
#include "asking.hpp"

namespace timely::sandbox {
namespace {

class ReportsTest : public SandboxTest {
 protected:
  std::int64_t total(const Answer& report) const {
    return report["totals"].find("duration")->find("total_seconds")->as_int64();
  }
  std::int64_t sum(const std::string& window) const {
    std::int64_t seconds = 0;
    for (const auto& event : timely.get("events?per_page=5000&" + window).list())
      seconds += event.find("duration")->find("total_seconds")->as_int64();
    return seconds;
  }
};

TEST_F(ReportsTest, TotalsAreThoseOfTheEntries) {
  const auto report = timely.get("reports/filter?since=2026-02-01&until=2026-02-28");
  EXPECT_EQ(total(report), sum("since=2026-02-01&upto=2026-02-28"));
  for (const auto* group : {"clients", "users", "labels", "days", "teams"})
    EXPECT_FALSE(report[group].as_array().empty()) << group;
}

TEST_F(ReportsTest, PeriodIsTheCurrentMonthByDefault) {
  EXPECT_EQ(total(timely.get("reports/filter")), sum("since=2026-03-01&upto=2026-03-31"));
}

TEST_F(ReportsTest, PostTakesArraysAndLongDates) {
  const auto posted = timely.post(
      "reports/filter",
      R"({"since":"Feb 01, 2026","until":"Feb 28, 2026","user_ids":[7312],"group_by":["users"]})");
  EXPECT_EQ(posted.status, 200);
  EXPECT_EQ(posted.body,
            timely
                .get("reports/filter?since=2026-02-01&until=2026-02-28&user_ids=self&group_by="
                     "users")
                .body);
  EXPECT_EQ(posted.value.find("clients"), nullptr);
}

TEST_F(ReportsTest, AllReportsIsAnArrayOfClientsWithProjects) {
  const auto posted = timely.post(
      "reports", R"({"since":"2026-02-01","until":"2026-02-28","project_ids":"480210"})");
  ASSERT_EQ(posted.list().size(), 1u);
  const auto& client = posted.list()[0];
  EXPECT_EQ(client.find("id")->as_int64(), 61204);
  EXPECT_EQ(client.find("projects")->as_array().size(), 1u);
  EXPECT_EQ(timely.get("reports?since=2026-02-01&until=2026-02-28&project_ids=480210").body,
            posted.body);
}

TEST_F(ReportsTest, ScopeEventsIsAnArrayOfEntriesInPagesOfAHundred) {
  const std::string scope = "reports/filter?scope=events&since=2025-12-01&until=2026-03-31";
  const auto first = timely.get(scope + "&limit=500").list();
  EXPECT_EQ(first.size(), 100u);
  EXPECT_NE(first[0].find("uid"), nullptr);
  EXPECT_NE(ids(timely.get(scope + "&page=2").list())[0], ids(first)[0]);
  EXPECT_EQ(ids(timely.get(scope + "&offset=100").list()),
            ids(timely.get(scope + "&page=2").list()));
}

TEST_F(ReportsTest, BilledFilters) {
  for (const auto& event :
       timely.get("reports/filter?scope=events&since=2025-12-01&until=2026-03-31&billed=true")
           .list())
    EXPECT_TRUE(event.find("billed")->as_bool());
}

} // namespace
} // namespace timely::sandbox
