// SPDX-License-Identifier: MIT
#include "asking.hpp"

namespace timely::sandbox {
namespace {

class LabelsTest : public SandboxTest {};
class TeamsTest : public SandboxTest {};

TEST_F(LabelsTest, AreATree) {
  const auto roots = timely.get("labels").list();
  ASSERT_EQ(roots.size(), 3u);
  EXPECT_EQ(roots[0].find("children")->as_array().size(), 3u);
}

TEST_F(LabelsTest, ArePaged) {
  const auto roots = timely.get("labels").list();
  const auto second = timely.get("labels?limit=2&offset=1").list();
  ASSERT_EQ(second.size(), 2u);
  EXPECT_EQ(second[0].find("id")->as_int64(), roots[1].find("id")->as_int64());
  EXPECT_TRUE(timely.get("labels?limit=2&offset=3").list().empty());
}

TEST_F(LabelsTest, ParentIdGivesOneObject) {
  const auto label = timely.get("labels?parent_id=3300");
  ASSERT_TRUE(label.value.is_object());
  EXPECT_EQ(label.id(), 3300);
  EXPECT_EQ(label["children"].as_array().size(), 3u);
}

TEST_F(LabelsTest, NameIsUniqueBelowAParent) {
  EXPECT_EQ(timely.post("labels", R"({"label":{"name":"Backend","parent_id":3300}})").status, 422);
  EXPECT_EQ(timely.post("labels", R"({"label":{"name":"Backend","parent_id":3304}})").status, 201);
  EXPECT_EQ(timely.post("labels", R"({"label":{"name":"X","parent_id":1}})").printed("errors"),
            R"({"parent_id":["is invalid"]})");
}

TEST_F(LabelsTest, NullDoesNotMoveToTheRoot) {
  const auto moved = timely.put("labels/3301", R"({"label":{"parent_id":null}})");
  EXPECT_EQ(moved["parent_id"].as_int64(), 3300);
}

TEST_F(LabelsTest, DeleteTakesTheChildren) {
  EXPECT_EQ(timely.remove("labels/3300").status, 200);
  EXPECT_EQ(timely.get("labels/3301").status, 404);
}

TEST_F(TeamsTest, UsersReplaceTheMembers) {
  const auto team = timely.put("teams/88", R"({"team":{"users":[{"user_id":7315,"lead":true}]}})");
  EXPECT_EQ(team.printed("user_ids"), "[7315]");
  EXPECT_TRUE(team["users"].as_array()[0].find("lead")->as_bool());
}

TEST_F(TeamsTest, NewMembersJoinTheTeamsProjects) {
  timely.post("users", R"({"user":{"name":"Ny","email":"ny@northwind.example","role_id":512}})");
  const auto user = ids(timely.get("users/search?q=ny@").list())[0];
  const auto member = [&] {
    return timely.get("projects/480210").body.find("\"user_id\":" + std::to_string(user)) !=
           std::string::npos;
  };
  EXPECT_FALSE(member());
  timely.ask("PATCH", "teams/88",
             R"({"team":{"users":[{"user_id":)" + std::to_string(user) + "}]}}");
  EXPECT_TRUE(member());
}

TEST_F(TeamsTest, UnknownUserIsRefused) {
  EXPECT_EQ(timely.post("teams", R"({"team":{"name":"T","users":[{"user_id":1}]}})").status, 422);
}

TEST_F(TeamsTest, SearchIsByName) {
  EXPECT_EQ(ids(timely.get("teams/search?q=Night").list()), std::vector<std::int64_t>{89});
}

TEST_F(TeamsTest, DeletedTeamLeavesItsProjects) {
  EXPECT_EQ(timely.remove("teams/88").status, 200);
  EXPECT_EQ(timely.get("projects/480210").printed("team_ids"), "[]");
}

} // namespace
} // namespace timely::sandbox
