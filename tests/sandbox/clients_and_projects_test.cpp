// SPDX-License-Identifier: MIT
#include "asking.hpp"

namespace timely::sandbox {
namespace {

class ClientsTest : public SandboxTest {};
class ProjectsTest : public SandboxTest {
 protected:
  Answer create(const std::string& fields) const {
    return timely.post("projects", "{\"project\":{" + fields + "}}");
  }
};

TEST_F(ClientsTest, ListShowsActiveOnesByName) {
  const auto clients = timely.get("clients").list();
  ASSERT_EQ(clients.size(), 5u);
  for (std::size_t i = 1; i < clients.size(); ++i)
    EXPECT_LT(clients[i - 1].find("name")->as_string(), clients[i].find("name")->as_string());
  EXPECT_EQ(timely.get("clients?show=archived").list().size(), 1u);
  EXPECT_EQ(timely.get("clients?show=all").list().size(), 6u);
}

TEST_F(ClientsTest, CreateAnswers200WithTheWholeRecord) {
  const auto client = timely.post("clients", R"({"client":{"name":"Skerry","external_id":"S-1"}})");
  EXPECT_EQ(client.status, 200);
  const auto& first = *client.value.as_object().begin();
  EXPECT_EQ(first.name, "id");
  EXPECT_EQ(client.text("external_id"), "S-1");
  EXPECT_NE(client.text("updated_at").find("+00:00"), std::string::npos);
}

TEST_F(ClientsTest, TakenNameComesWithASuggestion) {
  const auto answer = timely.post("clients", R"({"client":{"name":"Aurora Bakery"}})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.printed("errors"), R"({"name":["has already been taken"]})");
  EXPECT_EQ(answer.text("suggested_name"), "Aurora Bakery (2)");
}

TEST_F(ClientsTest, AreArchivedAndNeverDeleted) {
  EXPECT_EQ(timely.remove("clients/61205").status, 404);
  EXPECT_EQ(timely.put("clients/61205", R"({"client":{"active":false}})").status, 200);
  EXPECT_EQ(timely.get("clients").list().size(), 4u);
}

TEST_F(ProjectsTest, ListIsOfOwnActiveOnesByDefault) {
  EXPECT_EQ(timely.get("projects").list().size(), 6u);
  EXPECT_EQ(timely.get("projects?state=all").list().size(), 8u);
  EXPECT_EQ(timely.get("projects?state=archived").list().size(), 1u);
  EXPECT_EQ(timely.get("projects?filter=active").list().size(), 7u);
}

TEST_F(ProjectsTest, NeedsAClientAndARateType) {
  EXPECT_EQ(create(R"("name":"N")").printed("errors"), R"({"rate_type":["can't be blank"]})");
  EXPECT_EQ(create(R"("name":"N","rate_type":"project")").printed("errors"),
            R"({"client_id":["can't be blank"]})");
  EXPECT_EQ(create(R"("name":"N","rate_type":"project","client_id":1)").printed("errors"),
            R"({"client_id":["is invalid"]})");
  EXPECT_EQ(create(R"("name":"N","rate_type":"daily","client_id":61204)").printed("errors"),
            R"({"rate_type":["is not included in the list"]})");
}

TEST_F(ProjectsTest, NameIsUniquePerClient) {
  const auto fields = R"("name":"Quay Portal","rate_type":"project","client_id":)";
  EXPECT_EQ(create(fields + std::string("61204")).status, 422);
  EXPECT_EQ(create(fields + std::string("61205")).status, 201);
}

TEST_F(ProjectsTest, NewCompanyMakesAClient) {
  const auto project = create(R"("name":"N","rate_type":"project","new_company":"Skerry")");
  EXPECT_EQ(project.status, 201);
  EXPECT_EQ(project["client"].find("name")->as_string(), "Skerry");
  EXPECT_EQ(timely.get("clients").list().size(), 6u);
}

TEST_F(ProjectsTest, CreatorIsTheMemberWhenNoneIsNamed) {
  const auto project = create(R"("name":"N","rate_type":"project","client_id":61204)");
  const auto& users = project["users"].as_array();
  ASSERT_EQ(users.size(), 1u);
  EXPECT_EQ(users[0].find("user_id")->as_int64(), timely.sandbox.user_id());
}

TEST_F(ProjectsTest, UsersReplaceTheMembers) {
  const auto project =
      timely.put("projects/480210", R"({"project":{"users":[{"user_id":7313,"hour_rate":50}]}})");
  EXPECT_EQ(project["users"].as_array().size(), 1u);
  EXPECT_EQ(
      timely.put("projects/480210", R"({"project":{"users":[{"user_id":1}]}})").printed("errors"),
      R"({"project_users":["is invalid"]})");
}

TEST_F(ProjectsTest, DeleteTakesTheEntriesAlong) {
  const std::string window = "projects/480210/events?since=2025-12-01&upto=2026-03-24&per_page=500";
  const auto entries = timely.get(window).list();
  ASSERT_FALSE(entries.empty());
  EXPECT_EQ(timely.remove("projects/480210").body, "{}");
  EXPECT_EQ(timely.get("events/" + std::to_string(ids(entries)[0])).status, 404);
  EXPECT_EQ(timely.get("projects/480210").status, 404);
}

TEST_F(ProjectsTest, FoundByExternalIdsAndUpdatedAfter) {
  timely.sandbox.advance(10);
  const auto moment = timely.put("projects/480211", R"({"project":{"external_id":"X-7"}})");
  EXPECT_EQ(ids(timely.get("projects?external_ids=X-7,X-8").list()),
            std::vector<std::int64_t>{480211});
  const auto before = moment["updated_at"].as_int64() - 1;
  EXPECT_EQ(ids(timely.get("projects?updated_after=" + std::to_string(before)).list()),
            std::vector<std::int64_t>{480211});
}

TEST_F(ProjectsTest, TotalsFollowTheEntriesAndCanBeLeftOut) {
  const auto total = [&] {
    return timely.get("projects/480210")["duration"].find("total_seconds")->as_int64();
  };
  const auto before = total();
  timely.post("events", R"({"event":{"day":"2026-03-18","hours":1,"project_id":480210}})");
  EXPECT_EQ(total(), before + 3600);
  const auto without = timely.get("projects?totals=false").list();
  EXPECT_EQ(without[0].find("duration"), nullptr);
}

TEST_F(ProjectsTest, LabelsCanBeForbidden) {
  timely.put("projects/480210", R"({"project":{"enable_labels":"none"}})");
  const auto answer = timely.post(
      "events", R"({"event":{"day":"2026-03-18","project_id":480210,"label_ids":[3301]}})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_NE(answer["errors"].find("label_ids"), nullptr);
}

TEST_F(ProjectsTest, ChangesAreActivities) {
  timely.put("projects/480210", R"({"project":{"active":false}})");
  const auto newest = timely.get("activities?limit=1&filter=projects").list();
  ASSERT_EQ(newest.size(), 1u);
  EXPECT_EQ(newest[0].find("activity_type")->as_string(), "archive_project");
}

} // namespace
} // namespace timely::sandbox
