// SPDX-License-Identifier: MIT
#include "asking.hpp"

namespace timely::sandbox {
namespace {

class UsersTest : public SandboxTest {
 protected:
  Answer invite(const std::string& fields) const {
    return timely.post("users", "{\"user\":{" + fields + "}}");
  }
};

TEST_F(UsersTest, InviteAnswers200) {
  const auto user = invite(R"("name":"Ny","email":"ny@northwind.example","role_id":512)");
  EXPECT_EQ(user.status, 200);
  EXPECT_EQ(user["role"].find("name")->as_string(), "manager");
  EXPECT_EQ(timely.get("users").list().size(), 7u);
}

TEST_F(UsersTest, RoleIsRequiredAndMustAllowInvites) {
  EXPECT_EQ(invite(R"("name":"Ny","email":"ny@northwind.example")").printed("errors"),
            R"({"role_id":["can't be blank"]})");
  EXPECT_EQ(invite(R"("name":"Ny","email":"ny@northwind.example","role_id":513)").printed("errors"),
            R"({"role_id":["is invalid"]})");
}

TEST_F(UsersTest, KnownAddressIsInvitedAgain) {
  ASSERT_EQ(timely.remove("users/7313").status, 200);
  EXPECT_EQ(timely.get("users/7313").status, 404);
  const auto again = invite(R"("name":"Bo Lind","email":"bo@northwind.example","role_id":511)");
  EXPECT_EQ(again.id(), 7313);
  EXPECT_EQ(timely.get("users/7313").status, 200);
}

TEST_F(UsersTest, NewestFirst) {
  timely.sandbox.advance(5);
  timely.put("users/7315", R"({"user":{"weekly_capacity":30.5}})");
  EXPECT_EQ(ids(timely.get("users").list()).front(), 7315);
  EXPECT_EQ(ids(timely.get("users?order=asc").list()).back(), 7315);
}

TEST_F(UsersTest, DeletedOnesAreListedApart) {
  EXPECT_EQ(ids(timely.get("users?filter=deleted").list()), std::vector<std::int64_t>{7318});
}

TEST_F(UsersTest, CurrentIsTheOwnerOfTheKey) {
  EXPECT_EQ(timely.get("users/current").id(), timely.sandbox.user_id());
}

TEST_F(UsersTest, NameIsChangedByTheUserAlone) {
  EXPECT_EQ(timely.put("users/7313", R"({"user":{"name":"Other"}})").text("name"), "Bo Lind");
  EXPECT_EQ(timely.put("users/7312", R"({"user":{"name":"Ada B."}})").text("name"), "Ada B.");
}

TEST_F(UsersTest, CapacitiesOfManyAndOfOne) {
  const auto many = timely.get("users/capacities?user_ids=7312,7313").list();
  ASSERT_EQ(many.size(), 2u);
  EXPECT_EQ(many[0].find("user_id")->as_int64(), 7312);
  const auto one = timely.get("users/7312/capacities").list();
  EXPECT_TRUE(one[0].find("id")->is_null());
  EXPECT_EQ(one[0].find("start_date")->as_string(), "1970-01-01");
}

TEST_F(UsersTest, PermissionsOfOneself) {
  EXPECT_EQ(timely.get("users/current/permissions").body,
            timely.get("users/7312/permissions").body);
}

TEST_F(UsersTest, ComplianceListsEveryActiveUser) {
  EXPECT_EQ(timely.get("users/compliance")["users"].as_array().size(), 6u);
}

} // namespace
} // namespace timely::sandbox
