// SPDX-License-Identifier: MIT
#include "fixture/catalogue_fixture.hpp"

#include "catalogue/payload.hpp"

using namespace timely::test;

namespace {

std::string with_payload(const std::string& payload) {
  return R"({"path": {"account_id": 123123}, "payload": )" + payload + "}";
}

std::string user(const std::string& path_id, const std::string& payload) {
  return R"({"path": {"account_id": 1, "id": )" + path_id + R"(}, "payload": )" + payload + "}";
}

TEST(Payload, EnvelopeIsAdded) {
  EXPECT_EQ(request(writing("POST", "Create a client"), with_payload(R"({"name": "Ada & Co"})")),
            R"(POST /1.1/123123/clients {"client":{"name":"Ada & Co"}})");
}

TEST(Payload, EnvelopeIsNeverAddedTwice) {
  EXPECT_EQ(
      request(writing("POST", "Create a client"), with_payload(R"({"client": {"name": "Ada"}})")),
      R"(POST /1.1/123123/clients {"client":{"name":"Ada"}})");
}

TEST(Payload, GoesBesideAQuery) {
  const auto& entity = writing("POST", "Create a client");
  const auto built = build_request(
      entity, parameters(R"({"path": {"account_id": 123123}, "query": {"a b": "c&d=é"},
                             "payload": {"name": "x"}})"));
  EXPECT_EQ(built.target, "/1.1/123123/clients?a%20b=c%26d%3D%C3%A9");
}

TEST(Payload, FieldsOutsideTheEnvelopeStayOutside) {
  const auto& entity = writing("PUT", "users.update");
  const auto wanted = R"(PUT /1.1/1/users/2 {"user":{"name":"Ada"},)"
                      R"("update_existing_hours_internal_rate":true})";
  EXPECT_EQ(request(entity, user("2", R"({"name": "Ada",
                                          "update_existing_hours_internal_rate": true})")),
            wanted);
  EXPECT_EQ(request(entity, user("2", R"({"user": {"name": "Ada"},
                                          "update_existing_hours_internal_rate": true})")),
            wanted);
}

TEST(Payload, NullAndEmptyTextAreKept) {
  EXPECT_EQ(request(writing("PUT", "events.update"), user("2", R"({"note": "", "from": null})")),
            R"(PUT /1.1/1/events/2 {"event":{"note":"","from":null}})");
}

TEST(Payload, NumbersKeepTheirSpelling) {
  EXPECT_EQ(request(writing("PUT", "events.update"), user("2", R"({"hour_rate": 1.10})")),
            R"(PUT /1.1/1/events/2 {"event":{"hour_rate":1.10}})");
}

TEST(Payload, MissingFieldIsNamed) {
  EXPECT_EQ(problems(writing("POST", "Create a client"), with_payload("{}")),
            "/request_parameters/payload/name: \"name\" is missing\n");
  EXPECT_EQ(problems(writing("POST", "Create a client"), with_payload(R"({"client": {}})")),
            "/request_parameters/payload/client/name: \"name\" is missing\n");
}

TEST(Payload, MissingPayloadIsOneProblem) {
  EXPECT_EQ(problems(writing("POST", "Create a client"), R"({"path": {"account_id": 1}})"),
            "/request_parameters/payload: the payload is missing (it needs name)\n");
}

TEST(Payload, EmptyTextIsNoName) {
  EXPECT_EQ(problems(writing("POST", "Create a client"), with_payload(R"({"name": ""})")),
            "/request_parameters/payload/name: must not be empty\n");
}

TEST(Payload, WrongTypeIsNamed) {
  EXPECT_EQ(problems(writing("POST", "Create a client"), with_payload(R"({"name": 5})")),
            "/request_parameters/payload/name: must be a text, not 5\n");
}

TEST(Payload, PatternIsOfTheWholeText) {
  const auto& entity = writing("POST", "Create a client");
  EXPECT_EQ(problems(entity, with_payload(R"({"name": "x", "color": "67a3bc"})")), "");
  for (const auto* color : {"#67a3bc", "67a3bcd", "67a3bg"})
    EXPECT_NE(
        problems(entity, with_payload(R"({"name": "x", "color": ")" + std::string(color) + "\"}")),
        "")
        << color;
}

TEST(Payload, UnknownFieldIsSentWithAWarning) {
  const auto& entity = writing("POST", "Create a client");
  const auto findings =
      check_request(entity, parameters(with_payload(R"({"name": "x", "colour": "67a3bc"})")), {});
  EXPECT_TRUE(findings.problems.empty());
  ASSERT_EQ(findings.warnings.size(), 1u);
  EXPECT_NE(findings.warnings[0].find("did you mean \"color\"?"), std::string::npos);
}

TEST(Payload, NestedFieldsAreChecked) {
  const auto text = problems(writing("POST", "projects.create"),
                             with_payload(R"({"name": "x", "client_id": 1, "rate_type": "project",
                                              "users": [{"hour_rate": 1}]})"));
  EXPECT_NE(text.find("/request_parameters/payload/users/0/user_id"), text.npos) << text;
}

TEST(Payload, OneOfAGroupIsNeeded) {
  const auto text = problems(writing("POST", "projects.create"), with_payload(R"({"name": "x"})"));
  EXPECT_NE(text.find("one of client_id, company_id, new_company is missing"), text.npos) << text;
}

TEST(Payload, PathFillsWhatItNames) {
  EXPECT_EQ(request(writing("POST", "events.create_for_user"),
                    R"({"path": {"account_id": 1, "user_id": "7"},
                        "payload": {"day": "2026-03-09", "hours": 1, "minutes": 0}})"),
            R"(POST /1.1/1/users/7/events {"event":{"day":"2026-03-09","hours":1,"minutes":0,)"
            R"("user_id":7}})");
}

TEST(Payload, EntityWithoutBodyTakesNone) {
  const auto& entity = writing("PUT", "events.start_timer");
  EXPECT_NE(problems(entity, user("2", R"({"note": "x"})")).find("takes no payload"),
            std::string::npos);
  EXPECT_EQ(request(entity, user("2", "{}")), "PUT /1.1/1/events/2/start");
}

TEST(Payload, SecretsAreFound) {
  const auto& entity = writing("POST", "webhooks.create");
  EXPECT_EQ(secrets_in(entity, parameters(with_payload(
                                   R"({"url": "https://a.example", "secret_token": "s3"})"))),
            std::vector<std::string>{"s3"});
}

TEST(Payload, SecretsAreNotInMessages) {
  const auto text = problems(writing("POST", "webhooks.create"),
                             with_payload(R"({"url": "https://a.example", "secret_token": 1234})"));
  EXPECT_EQ(text.find("1234"), text.npos) << text;
}

} // namespace
