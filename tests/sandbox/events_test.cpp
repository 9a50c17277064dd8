// SPDX-License-Identifier: MIT
#include "asking.hpp"

#include <openssl/evp.h>

namespace timely::sandbox {
namespace {

class EventsTest : public SandboxTest {
 protected:
  Answer create(const std::string& fields) const {
    return timely.post("events", R"({"event":{"day":"2026-03-18",)" + fields + "}}");
  }
  Answer update(std::int64_t id, const std::string& fields) const {
    return timely.put("events/" + std::to_string(id), "{\"event\":{" + fields + "}}");
  }
};

TEST_F(EventsTest, ListIsOfTodayByDefault) {
  const auto events = timely.get("events").list();
  ASSERT_FALSE(events.empty());
  for (const auto& event : events) EXPECT_EQ(event.find("day")->as_string(), "2026-03-18");
}

TEST_F(EventsTest, SinceWithoutUptoIsTodayOnly) {
  EXPECT_EQ(timely.get("events?since=2026-01-01").body, timely.get("events").body);
}

TEST_F(EventsTest, WindowWinsOverDay) {
  const auto events = timely.get("events?since=2026-02-01&upto=2026-02-28&day=2026-03-18").list();
  ASSERT_FALSE(events.empty());
  for (const auto& event : events)
    EXPECT_EQ(event.find("day")->as_string().substr(0, 7), "2026-02");
}

TEST_F(EventsTest, HoursAreTheSameRecords) {
  EXPECT_EQ(timely.get("hours").body, timely.get("events").body);
}

TEST_F(EventsTest, ListsOfAProjectAndOfAUser) {
  const std::string window = "/events?since=2026-01-01&upto=2026-03-24";
  for (const auto& event : timely.get("projects/480210" + window).list())
    EXPECT_EQ(event.find("project")->find("id")->as_int64(), 480210);
  for (const auto& event : timely.get("users/7313" + window).list())
    EXPECT_EQ(event.find("user")->find("id")->as_int64(), 7313);
  EXPECT_EQ(timely.get("projects/1/events").status, 404);
}

TEST_F(EventsTest, HourIdsPickRecords) {
  const auto events = timely.get("events?hour_ids=15540301,15540302&sort=id&order=asc");
  EXPECT_EQ(ids(events.list()), (std::vector<std::int64_t>{15540301, 15540302}));
}

TEST_F(EventsTest, CreatedEntryHasLengthAndCost) {
  const auto event = create(R"("hours":2,"minutes":30,"project_id":480210,"note":"Login screen")");
  EXPECT_EQ(event.status, 201);
  EXPECT_EQ(event.printed("duration"),
            R"({"hours":2,"minutes":30,"seconds":0,"formatted":"02:30","total_hours":2.5,)"
            R"("total_seconds":9000,"total_minutes":150})");
  EXPECT_EQ(event.printed("cost"),
            R"({"fractional":23750,"formatted":"$237.50","amount":237.5,"currency_code":"usd"})");
}

TEST_F(EventsTest, UidIsTheMd5OfTheId) {
  const auto event = create("\"hours\":1");
  const auto id = std::to_string(event.id());
  unsigned char digest[16];
  EVP_Digest(id.data(), id.size(), digest, nullptr, EVP_md5(), nullptr);
  std::string hex;
  for (const auto byte : digest)
    hex += {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
  EXPECT_EQ(event.text("uid"), hex);
}

TEST_F(EventsTest, EmptyEntryOfTheDefaultProject) {
  const auto event = create("\"note\":\"later\"");
  EXPECT_EQ(event.status, 201);
  EXPECT_EQ(event["duration"].find("total_seconds")->as_int64(), 0);
  EXPECT_TRUE(event["project"].find("id")->is_integer());
}

TEST_F(EventsTest, FromAndToGiveTheLength) {
  const auto event = create(R"("from":"09:00","to":"2026-03-18T12:30:00+02:00")");
  EXPECT_EQ(event["duration"].find("total_seconds")->as_int64(), 5400);
  EXPECT_EQ(event.text("from"), "2026-03-18T09:00:00+00:00");
}

TEST_F(EventsTest, MissingEnvelopeAndFieldsAreNamed) {
  EXPECT_EQ(timely.post("events", R"({"day":"2026-03-18"})").body,
            R"({"errors":{"event":["can't be blank"]}})");
  const auto answer = timely.post("events", R"({"event":{"hours":"two"}})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.body, R"({"errors":{"hours":["is not a number"],"day":["can't be blank"]}})");
}

TEST_F(EventsTest, BrokenJsonIs400) {
  EXPECT_EQ(timely.post("events", "{\"event\":").status, 400);
  EXPECT_EQ(timely.post("events", "[]").status, 400);
}

TEST_F(EventsTest, UnknownReferencesAre422) {
  EXPECT_EQ(create("\"project_id\":1").printed("errors"), R"({"project_id":["is invalid"]})");
  EXPECT_EQ(create("\"user_id\":1").printed("errors"), R"({"user_id":["is invalid"]})");
  EXPECT_EQ(create("\"label_ids\":[1]").printed("errors"), R"({"label_ids":["is invalid"]})");
}

TEST_F(EventsTest, OnlyMembersLogOnAProjectUnlessTheyJoin) {
  const auto stranger = create(R"("project_id":480217)");
  EXPECT_EQ(stranger.status, 422);
  EXPECT_NE(stranger.body.find("isn't a member of the selected project"), std::string::npos);
  EXPECT_EQ(create(R"("project_id":480217,"project_join_mode":"log_once")").status, 201);
  EXPECT_EQ(create(R"("project_id":480217)").status, 422);
  EXPECT_EQ(create(R"("project_id":480217,"project_join_mode":"add")").status, 201);
  EXPECT_EQ(create(R"("project_id":480217)").status, 201);
}

TEST_F(EventsTest, UpdateMergesAndNullChangesNothing) {
  const auto id = create(R"("hours":1,"note":"first","external_id":"e-1","label_ids":[3301])").id();
  const auto updated = update(id, R"("hours":2,"note":null,"external_id":null)");
  EXPECT_EQ(updated.text("note"), "first");
  EXPECT_EQ(updated.text("external_id"), "e-1");
  EXPECT_EQ(updated.printed("label_ids"), "[3301]");
  EXPECT_EQ(updated["duration"].find("hours")->as_int64(), 2);
}

TEST_F(EventsTest, EmptyTextClears) {
  const auto id = create(R"("note":"first","external_id":"e-1")").id();
  const auto updated = update(id, R"("note":"","external_id":"")");
  EXPECT_EQ(updated.text("note"), "");
  EXPECT_TRUE(updated["external_id"].is_null());
}

TEST_F(EventsTest, BilledEntryIsLockedAndStays) {
  const auto id = create("\"hours\":1").id();
  const auto billed = update(id, "\"billed\":true");
  EXPECT_TRUE(billed["locked"].as_bool());
  EXPECT_EQ(billed.text("locked_reason"), "Billed");
  const auto removal = timely.remove("events/" + std::to_string(id));
  EXPECT_EQ(removal.status, 422);
  EXPECT_TRUE(removal["error"].is_string());
  EXPECT_FALSE(update(id, "\"billed\":false")["locked"].as_bool());
  EXPECT_EQ(timely.remove("events/" + std::to_string(id)).body, "{}");
}

TEST_F(EventsTest, DeletedEntryIsGone) {
  const auto path = "events/" + std::to_string(create("\"hours\":1").id());
  EXPECT_EQ(timely.remove(path).status, 200);
  EXPECT_EQ(timely.get(path).body, R"({"errors":{"message":"Not found"}})");
  EXPECT_EQ(timely.remove(path).status, 404);
}

TEST_F(EventsTest, TimerAddsTheTimeItRan) {
  const auto path = "events/" + std::to_string(create("\"hours\":1").id());
  const auto started = timely.put(path + "/start", "");
  EXPECT_EQ(started.text("timer_state"), "start");
  EXPECT_EQ(started["timestamps"].as_array().size(), 1u);
  timely.sandbox.advance(1800);
  const auto stopped = timely.put(path + "/stop", "");
  EXPECT_EQ(stopped.text("timer_state"), "stop");
  EXPECT_GE(stopped["duration"].find("total_seconds")->as_int64(), 5400);
  EXPECT_EQ(stopped.printed("timestamps"), "[]");
}

TEST_F(EventsTest, LockedDayRefusesWrites) {
  const auto id = create("\"hours\":1").id();
  const auto locked =
      timely.post("day_properties",
                  R"({"day_property":{"user_ids":[7312],"dates":["2026-03-18"],"locked":true}})");
  EXPECT_EQ(locked.status, 201);
  EXPECT_EQ(create("\"hours\":1").printed("errors"), R"({"day":["is locked"]})");
  EXPECT_EQ(update(id, "\"hours\":2").status, 422);
  EXPECT_EQ(timely.remove("events/" + std::to_string(id)).status, 422);
}

TEST_F(EventsTest, UpdatedEntryLeadsTheList) {
  timely.sandbox.advance(60);
  const auto last = ids(timely.get("events").list()).back();
  update(last, "\"note\":\"touched\",\"billed\":false");
  EXPECT_EQ(ids(timely.get("events").list()).front(), last);
}

TEST_F(EventsTest, PlannedEntriesAreListedWhenAskedFor) {
  const auto id = create("\"estimated_hours\":2").id();
  const auto listed = [&](const std::string& filter) {
    const auto found = ids(timely.get("events?filter=" + filter).list());
    return std::find(found.begin(), found.end(), id) != found.end();
  };
  EXPECT_FALSE(listed("logged"));
  EXPECT_TRUE(listed("planned"));
  EXPECT_TRUE(listed("all"));
}

} // namespace
} // namespace timely::sandbox
