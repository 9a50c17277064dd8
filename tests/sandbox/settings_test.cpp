// SPDX-License-Identifier: MIT
// Webhooks, states, day locking, forecasts.
#include "asking.hpp"

namespace timely::sandbox {
namespace {

class WebhooksTest : public SandboxTest {};
class StatesTest : public SandboxTest {};
class DayPropertiesTest : public SandboxTest {};
class ForecastsTest : public SandboxTest {};

TEST_F(WebhooksTest, UrlMustBeHttpsAndSubscriptionsKnown) {
  const auto good = timely.post(
      "webhooks", R"({"webhook":{"url":"https://h.example/x","subscriptions":["hours:created"]}})");
  EXPECT_EQ(good.status, 201);
  EXPECT_TRUE(good["active"].as_bool());
  const auto plain = timely.post(
      "webhooks", R"({"webhook":{"url":"http://h.example/x","subscriptions":["hours:created"]}})");
  EXPECT_EQ(plain.status, 422);
  EXPECT_NE(plain["errors"].find("url"), nullptr);
  const auto unknown = timely.post(
      "webhooks", R"({"webhook":{"url":"https://h.example/x","subscriptions":["clocks:wound"]}})");
  EXPECT_EQ(unknown.status, 422);
}

TEST_F(WebhooksTest, LiveAndAreDeleted) {
  const auto id =
      timely.post("webhooks", R"({"webhook":{"url":"https://h.example/x","subscriptions":["*"]}})")
          .id();
  const auto path = "webhooks/" + std::to_string(id);
  EXPECT_FALSE(timely.put(path, R"({"webhook":{"active":false}})")["active"].as_bool());
  EXPECT_EQ(timely.get("webhooks").list().size(), 1u);
  EXPECT_EQ(timely.remove(path).body, "{}");
  EXPECT_EQ(timely.get(path).status, 404);
}

TEST_F(StatesTest, BuiltInOnesStay) {
  EXPECT_EQ(timely.remove("states/31").status, 403);
  EXPECT_EQ(timely.remove("hours/states/35").status, 200);
  EXPECT_EQ(timely.get("states").body, timely.get("hours/states").body);
}

TEST_F(StatesTest, PermissionsAreReplaced) {
  const auto set = timely.post("states/35/permissions",
                               R"({"state_permission":{"role_ids":[510,511],"team_lead":true}})");
  EXPECT_EQ(set.status, 201);
  ASSERT_EQ(set.list().size(), 2u);
  const auto path = "states/35/permissions/" + std::to_string(ids(set.list())[0]);
  EXPECT_EQ(timely.remove(path).status, 200);
  EXPECT_EQ(timely.get("states").list()[4].find("permissions")->as_array().size(), 1u);
}

TEST_F(StatesTest, StateOfAnEntryLocksIt) {
  const auto event =
      timely.post("events", R"({"event":{"day":"2026-03-18","hours":1,"state_id":34}})");
  EXPECT_TRUE(event["locked"].as_bool());
  EXPECT_EQ(event["state"].find("name")->as_string(), "Locked");
}

TEST_F(DayPropertiesTest, ListIsOfTheCurrentWeekByDefault) {
  const auto set = timely.post(
      "day_properties",
      R"({"day_property":{"user_ids":[7312,7313],"dates":["2026-03-16","2026-03-30"],"locked":true}})");
  EXPECT_EQ(set.list().size(), 4u);
  EXPECT_EQ(timely.get("day_properties").list().size(), 2u);
  EXPECT_EQ(timely.get("day_properties?dates=2026-03-30&user_ids=7313").list().size(), 1u);
  const auto undone =
      timely.put("day_properties",
                 R"({"day_property":{"user_ids":[7312],"dates":["2026-03-16"],"locked":false}})");
  EXPECT_EQ(undone.status, 200);
  EXPECT_FALSE(undone.list()[0].find("locked")->as_bool());
}

TEST_F(ForecastsTest, AreCreatedUpdatedByPutAndPatchAndDeleted) {
  const auto created = timely.post(
      "forecasts",
      R"({"forecast":{"title":"T","from":"2026-03-18","to":"2026-03-20","project_id":480210,)"
      R"("users":[{"id":7313}],"estimated_minutes":90}})");
  ASSERT_EQ(created.status, 201);
  EXPECT_EQ(created["user"].find("id")->as_int64(), 7313);
  EXPECT_EQ(created["estimated_duration"].find("total_minutes")->as_int64(), 90);
  const auto path = "forecasts/" + std::to_string(created.id());
  EXPECT_EQ(timely.put(path, R"({"forecast":{"title":"U"}})").text("note"), "U");
  const auto done =
      timely.ask("PATCH", path, R"({"forecast":{"completed_at":"2026-03-19T10:00:00+00:00"}})");
  EXPECT_TRUE(done["completed"].as_bool());
  EXPECT_EQ(timely.remove(path).status, 200);
  EXPECT_EQ(timely.get(path).status, 404);
}

TEST_F(ForecastsTest, RefusedOneLeavesNothing) {
  const auto before = timely.get("forecasts").list().size();
  EXPECT_EQ(timely
                .post("forecasts", R"({"forecast":{"title":"T","from":"2026-03-18",)"
                                   R"("to":"2026-03-17","project_id":480210}})")
                .status,
            422);
  EXPECT_EQ(timely.get("forecasts").list().size(), before);
}

TEST_F(ForecastsTest, SummariesByUserAndProject) {
  EXPECT_FALSE(timely.get("forecasts/users/summary").list().empty());
  EXPECT_FALSE(timely.get("forecasts/projects/summary").list().empty());
  EXPECT_EQ(timely.get("forecasts/clients/summary").status, 404);
}

} // namespace
} // namespace timely::sandbox
