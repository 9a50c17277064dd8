// SPDX-License-Identifier: MIT
#include "fixture/catalogue_fixture.hpp"

#include "catalogue/percent_encoding.hpp"

using namespace timely::test;

namespace {

// An entity whose path ends in a text, whatever the vendor's own catalogue has.
const timely::Entity& by_name() {
  static const timely::Catalogue made(R"({"catalogue_version": 1, "entities": [{
    "id": "things.get", "title": "Thing", "direction": "read", "method": "GET",
    "path": "/1.1/things/{name}/parts", "documented": true, "description": "A thing.",
    "path_parameters": [{"name": "name", "type": "string", "description": "Name."}],
    "response": {"status": 200, "kind": "object"}}]})");
  return made.entities().front();
}

TEST(Path, AllReportsAsksTheReportsOfTheAccount) {
  EXPECT_EQ(request(reading("POST", "All Reports"), R"({"path": {"account_id": 61234}})"),
            "POST /1.1/61234/reports");
}

TEST(Path, IntegerMayBeGivenAsText) {
  EXPECT_EQ(request(reading("GET", "List all clients"), R"({"path": {"account_id": "123"}})"),
            "GET /1.1/123/clients");
}

TEST(Path, TextIsNoInteger) {
  EXPECT_EQ(problems(reading("GET", "List all clients"), R"({"path": {"account_id": "abc"}})"),
            "/request_parameters/path/account_id: must be an integer, not \"abc\"\n");
}

TEST(Path, ValueCannotLeaveItsSegment) {
  EXPECT_EQ(request(by_name(), R"({"path": {"name": "../x"}})"), "GET /1.1/things/..%2Fx/parts");
  EXPECT_EQ(request(by_name(), R"({"path": {"name": "1/2"}})"), "GET /1.1/things/1%2F2/parts");
  EXPECT_EQ(request(by_name(), R"({"path": {"name": "a?b#c%d"}})"),
            "GET /1.1/things/a%3Fb%23c%25d/parts");
}

TEST(Path, EmptyAndDotsAreRefused) {
  for (const auto* name : {"", ".", ".."}) {
    const auto text = problems(by_name(), R"({"path": {"name": ")" + std::string(name) + "\"}}");
    EXPECT_NE(text.find("/request_parameters/path/name: must not be"), text.npos) << name;
  }
}

TEST(Path, IntegersTakeNoPathTricksEither) {
  const auto& entity = reading("GET", "clients.get");
  for (const auto* id : {"../x", "1/2", "", ".", "..", "1 ", "0x1", "1e3"})
    EXPECT_NE(problems(entity, R"({"path": {"account_id": 1, "id": ")" + std::string(id) + "\"}}"),
              "")
        << id;
}

TEST(Path, MissingValueIsNamed) {
  EXPECT_EQ(problems(reading("GET", "List all clients"), "{}"),
            "/request_parameters/path/account_id: the path parameter \"account_id\" is missing "
            "(the path is /1.1/{account_id}/clients)\n");
}

TEST(Path, UnknownNameIsAnsweredWithTheNearest) {
  const auto text = problems(reading("GET", "List all clients"),
                             R"({"path": {"account_id": 1, "acount_id": 2}})");
  EXPECT_NE(text.find("did you mean \"account_id\"?"), text.npos) << text;
}

TEST(Path, ValueThatIsNotAtHandIsNotHeldAgainstTheConfiguration) {
  EXPECT_EQ(problems(reading("GET", "List all clients"), R"({"path": {"account_id": ""}})",
                     {.empty_is_absent = true}),
            "");
}

TEST(PercentEncoding, KeepsOnlyTheUnreserved) {
  EXPECT_EQ(timely::percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(timely::percent_encode("a b&c=d+e,ø"), "a%20b%26c%3Dd%2Be%2C%C3%B8");
}

} // namespace
