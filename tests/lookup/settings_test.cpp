// SPDX-License-Identifier: MIT
// What is said against configurations of timely.lookup, without a request.

#include "looking.hpp"

namespace {

using Lines = std::vector<std::string>;

// "pointer: message | hint" of each problem.
Lines problems(const std::string& config) {
  timely::test::LoggingHost host;
  Lines lines;
  try {
    timely::LookupTransformer::validate(timely::test::creation(host, nullptr, config));
  } catch (const hif::sdk::ConfigError& error) {
    for (const auto& problem : error.details.find("problems")->as_array()) {
      const auto* hint = problem.find("hint");
      lines.push_back(problem.find("pointer")->as_string() + ": " +
                      problem.find("message")->as_string() +
                      (hint && !hint->as_string().empty() ? " | " + hint->as_string() : ""));
    }
  }
  return lines;
}

Lines of(const std::string& lookup) {
  return problems(looking::config("[" + lookup + "]"));
}

TEST(LookupSettings, AllOfTheCatalogueCanBeLookedUpByAndGiveAllTheirFields) {
  const auto catalogue = timely::Catalogue::of_package(TIMELY_DATA);
  EXPECT_GE(catalogue->directories().size(), 8u);
  for (const auto& directory : catalogue->directories())
    for (const auto& by : directory.by)
      for (const auto& give : directory.give)
        EXPECT_EQ(of("{\"find\":\"" + directory.id + "\",\"by\":{\"" + by +
                     "\":\"x\"},\"give\":\"" + give + "\"}"),
                  Lines{})
            << directory.id << " by " << by << " gives " << give;
}

TEST(LookupSettings, UnknownNamesBringTheNearestOnes) {
  EXPECT_EQ(
      of(R"({"find":"projekt","by":{"name":"p"}})"),
      Lines{"/lookups/0/find: a \"projekt\" cannot be looked up | did you mean \"project\"?"});
  EXPECT_EQ(
      of(R"({"find":"invoice","by":{"name":"p"}})"),
      Lines{"/lookups/0/find: a \"invoice\" cannot be looked up | There are: client, project, "
            "user, label, team, role, state, account."});
  EXPECT_EQ(of(R"({"find":"user","by":{"e-mail":"m","name":"n"},"give":"ids"})"),
            (Lines{"/lookups/0/by/e-mail: a user is not found by \"e-mail\" | did you mean "
                   "\"email\"?",
                   "/lookups/0/give: a user does not give \"ids\" | did you mean \"id\"?"}));
  EXPECT_EQ(of(R"({"find":"user","by":{"name":"n"},"where":{"colour":"red"}})"),
            Lines{"/lookups/0/where/colour: a user is not found by \"colour\" | There are: email, "
                  "name, external_id, id."});
}

TEST(LookupSettings, PathsAreReadBeforeTheFirstRecord) {
  EXPECT_EQ(of(R"({"find":"user","by":{"name":"a..b"}})").size(), 1u);
  EXPECT_EQ(of(R"({"find":"user","by":{"name":"a.*"},"into":"b.$1"})"), Lines{});
  EXPECT_EQ(of(R"({"find":"user","by":{"name":"a.*"},"into":"b.$2"})").size(), 1u);
  EXPECT_EQ(of(R"({"find":"user","by":{"name":"a","id":"b.*"}})").size(), 1u);
  EXPECT_EQ(of(R"({"find":"user","by":{}})"),
            Lines{"/lookups/0/by: it does not say by what | For example: {email: "
                  "path.in.the.record}."});
}

TEST(LookupSettings, ADefaultGoesWithItsPolicy) {
  EXPECT_EQ(of(R"({"find":"user","by":{"name":"a"},"default":0})"), Lines{});
  EXPECT_EQ(of(R"({"find":"user","by":{"name":"a"},"on_miss":"default","default":null})"), Lines{});
  EXPECT_EQ(of(R"({"find":"user","by":{"name":"a"},"on_miss":"default"})"),
            Lines{"/lookups/0/on_miss: there is no default to be put in its place | Add \"default: "
                  "VALUE\"."});
  EXPECT_EQ(of(R"({"find":"user","by":{"name":"a"},"on_miss":"skip","default":0})"),
            Lines{"/lookups/0/default: a default is of use with \"on_miss: default\" only"});
}

TEST(LookupSettings, TheAccountIsNeededAndToldOnce) {
  const auto found = problems(R"({"lookups":[{"find":"user","by":{"name":"a"}},)"
                              R"({"find":"client","by":{"name":"a"}}]})");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].starts_with("/request_parameters/path/account_id: ")) << found[0];
  EXPECT_EQ(problems(R"({"lookups":[{"find":"account","by":{"name":"a"}}]})"), Lines{});
}

TEST(LookupSettings, ParametersAreThoseOfTheLists) {
  EXPECT_EQ(of(R"({"find":"user","by":{"name":"a"},"query":{"fliter":"deleted"}})").size(), 1u);
  EXPECT_TRUE(
      of(R"({"find":"user","by":{"name":"a"},"query":{"fliter":"deleted"}})")[0].starts_with(
          "/lookups/0/query/fliter: "));
  const auto found = problems(R"({"request_parameters":{"path":{"account_id":1,"acount_id":2}},)"
                              R"("lookups":[{"find":"user","by":{"name":"a"}}]})");
  EXPECT_EQ(found, Lines{"/request_parameters/path/acount_id: there is no path parameter "
                         "\"acount_id\" | did you mean \"account_id\"?"});
}

} // namespace
