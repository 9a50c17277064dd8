// SPDX-License-Identifier: MIT
// What goes wrong, and what the user is told.

#include "workbench.hpp"

#include <hif/sdk/json_parse.hpp>

#include <gtest/gtest.h>

namespace end_to_end {
namespace {

struct Fault {
  const char* name;
  const char* fault;
  int exit_code;
};

class BrokenAnswer : public testing::TestWithParam<Fault> {};

TEST_P(BrokenAnswer, IsNamedWithMethodAndUrlAndHasItsExitCode) {
  Workbench bench;
  bench.configure("", "      access_token: " + bench.sandbox().access_token() +
                          "\n      retry: {max_attempts: 2}\n      max_response_bytes: 100000\n");
  bench.sandbox().set_faults(R"({"faults":[{"match":{"path":"/clients$"},"fault":)" +
                             std::string(GetParam().fault) + "}]}");
  const auto got = bench.hif({"get", "timely", "List all clients"});
  EXPECT_EQ(got.exit_code, GetParam().exit_code) << got.err;
  EXPECT_NE(got.err.find("GET"), std::string::npos) << got.err;
  EXPECT_NE(got.err.find("/clients"), std::string::npos) << got.err;
  EXPECT_EQ(got.err.find(bench.sandbox().access_token()), std::string::npos) << got.err;
}

INSTANTIATE_TEST_SUITE_P(
    Answers, BrokenAnswer,
    testing::Values(
        Fault{"Garbage", R"({"garbage":true})", 1}, Fault{"CutOff", R"({"truncate":20})", 1},
        Fault{"Html", R"({"status":200,"body":"<html>hello</html>","content_type":"text/html"})",
              1},
        Fault{"UnclosedList", R"({"status":200,"body":"[{\"id\":1},"})", 1},
        Fault{"ListOfNumbers", R"({"status":200,"body":"[1,2]"})", 1},
        Fault{"Forbidden", R"({"status":403,"body":{"errors":{"message":"Not for you"}}})", 3},
        Fault{"NotFound", R"({"status":404,"body":{"errors":{"message":"Not found"}}})", 1},
        Fault{"Unavailable", R"({"status":503})", 5},
        Fault{"TooManyRequests", R"({"status":429,"retry_after":0})", 5},
        Fault{"ConnectionReset", R"({"reset":"before_response"})", 5}),
    [](const auto& info) { return info.param.name; });

TEST(Failures, AnUnreachableVendorIsExit5) {
  Workbench bench;
  bench.configure("", "      access_token: abcdefgh\n      retry: {max_attempts: 2}\n");
  bench.sandbox().stop();
  const auto got = bench.hif({"get", "timely", "List all clients"});
  EXPECT_EQ(got.exit_code, 5) << got.err;
}

TEST(Failures, WithoutAGrantTheUserIsToldToGrant) {
  Workbench bench;
  bench.configure();
  const auto got = bench.hif({"get", "timely", "List all clients"});
  EXPECT_EQ(got.exit_code, 3);
  EXPECT_NE(got.err.find("grant"), std::string::npos) << got.err;
  EXPECT_EQ(bench.sandbox().count(), 0u);
}

TEST(Failures, UnknownNamesAreExit2WithTheNearestOne) {
  Workbench bench;
  bench.configure_with_token();
  const auto entity = bench.hif({"get", "timely", "List all client"});
  EXPECT_EQ(entity.exit_code, 2);
  EXPECT_NE(entity.err.find("List all clients"), std::string::npos) << entity.err;
  EXPECT_EQ(bench.hif({"get", "timley", "List all clients"}).exit_code, 2);
  EXPECT_EQ(bench.hif({"run", "nowhere"}).exit_code, 2);
  EXPECT_EQ(bench.hif({"walk"}).exit_code, 2);
  EXPECT_EQ(bench.hif({"run", "--fast"}).exit_code, 2);
  EXPECT_EQ(bench.hif({"describe", "timely.subscribr"}).exit_code, 4);
}

TEST(Failures, AnUnknownQueryParameterIsRefusedBeforeAnythingIsSent) {
  Workbench bench;
  bench.configure_with_token();
  const auto got =
      bench.hif({"get", "timely", "List all events", "--query", "updated_since=2026-01-01"});
  EXPECT_EQ(got.exit_code, 2);
  EXPECT_NE(got.err.find("updated_since"), std::string::npos) << got.err;
  EXPECT_EQ(bench.sandbox().count(), 0u);
}

TEST(Failures, SinceWithoutUptoIsRefusedBecauseTimelyWouldGiveTodayOnly) {
  Workbench bench;
  bench.configure_with_token();
  const auto got = bench.hif({"get", "timely", "List all events", "--query", "since=2026-01-01"});
  EXPECT_EQ(got.exit_code, 2);
  EXPECT_NE(got.err.find("upto"), std::string::npos) << got.err;
}

TEST(Failures, CheckNamesEveryMistakeWithItsPlace) {
  Workbench bench;
  bench.write("hif.yaml", "version: 1\n"
                          "clients:\n"
                          "  timely:\n"
                          "    prototype: timely.http_client\n"
                          "    config: {base_urii: http://127.0.0.1:1}\n"
                          "incoming:\n"
                          "  reports:\n"
                          "    prototype: timely.subscriber\n"
                          "    client: timely\n"
                          "    config:\n"
                          "      method: POST\n"
                          "      entity: All Report\n");
  const auto checked = bench.hif({"check", "-o", "json"});
  EXPECT_EQ(checked.exit_code, 2);
  const auto report = hif::json::parse(checked.out);
  EXPECT_FALSE(report.find("ok")->as_bool());
  const auto& problems = report.find("problems")->as_array();
  ASSERT_EQ(problems.size(), 2u) << checked.out;
  EXPECT_EQ(problems[0].find("line")->as_int64(), 5);
  EXPECT_EQ(problems[0].find("column")->as_int64(), 14);
  EXPECT_EQ(problems[1].find("line")->as_int64(), 12);
  EXPECT_EQ(problems[1].find("column")->as_int64(), 15);
}

TEST(Failures, CheckWorksWithoutTheSecretsAtHand) {
  Workbench bench;
  bench.environment.erase("TIMELY_CLIENT_SECRET");
  bench.configure();
  const auto checked = bench.hif({"check"});
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
  const auto got = bench.hif({"get", "timely", "List all clients"});
  EXPECT_EQ(got.exit_code, 2) << "the value is needed now";
  EXPECT_NE(got.err.find("TIMELY_CLIENT_SECRET"), std::string::npos) << got.err;
}

TEST(Failures, CheckLiveAsksEachClientOnce) {
  Workbench bench;
  bench.configure_with_token();
  EXPECT_EQ(bench.hif({"check", "--live"}).exit_code, 0);
  bench.sandbox().revoke_keys();
  EXPECT_EQ(bench.hif({"check", "--live"}).exit_code, 3);
}

TEST(Failures, CheckLiveTellsWhichIncomingIsNotReachedAndWhere) {
  Workbench bench;
  bench.configure_with_token("incoming:\n"
                             "  projects:\n    prototype: timely.subscriber\n    client: timely\n"
                             "    config: {method: GET, entity: List all projects}\n"
                             "  clients:\n    prototype: timely.subscriber\n    client: timely\n"
                             "    config: {method: GET, entity: List all clients}\n");
  const auto good = bench.hif({"check", "--live"});
  EXPECT_EQ(good.exit_code, 0) << good.out << good.err;
  EXPECT_NE(good.out.find(R"("incoming":"clients","client":"timely","ok":true)"), std::string::npos)
      << good.out;
  for (const auto& seen : bench.sandbox().requests()) {
    if (seen.request.path == "/1.1/accounts") continue;
    EXPECT_TRUE(seen.request.query_text.find("limit=1&") != std::string::npos ||
                seen.request.query_text.ends_with("limit=1"))
        << seen.request.query_text;
  }
  bench.sandbox().set_faults(R"({"faults":[{"match":{"path":"/clients$"},"fault":
      {"status":403,"body":{"errors":{"message":"Not for you"}}}}]})");
  const auto checked = bench.hif({"check", "--live"});
  EXPECT_EQ(checked.exit_code, 3) << checked.out;
  EXPECT_NE(checked.out.find("hif.yaml:"), std::string::npos) << checked.out;
  EXPECT_NE(checked.out.find("clients: List all clients: GET "), std::string::npos) << checked.out;
  EXPECT_NE(checked.out.find("answered 403: Not for you"), std::string::npos) << checked.out;
  EXPECT_EQ(checked.out.find("is in order"), std::string::npos) << checked.out;
  const auto report = hif::json::parse(bench.hif({"check", "--live", "-o", "json"}).out);
  EXPECT_FALSE(report.find("ok")->as_bool());
  const auto& problems = report.find("problems")->as_array();
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].find("path")->as_string(), "/incoming/clients");
  EXPECT_TRUE(report.find("incoming")->as_array().at(0).find("ok")->as_bool());
  EXPECT_FALSE(report.find("incoming")->as_array().at(1).find("ok")->as_bool());
}

TEST(Failures, CheckLiveSaysOnceThatAClientDoesNotWork) {
  Workbench bench;
  bench.configure_with_token("incoming:\n"
                             "  clients:\n    prototype: timely.subscriber\n    client: timely\n"
                             "    config: {method: GET, entity: List all clients}\n");
  bench.sandbox().revoke_keys();
  const auto report = hif::json::parse(bench.hif({"check", "--live", "-o", "json"}).out);
  ASSERT_EQ(report.find("problems")->as_array().size(), 1u);
  EXPECT_EQ(report.find("problems")->as_array()[0].find("path")->as_string(), "/clients/timely");
  EXPECT_TRUE(report.find("incoming")->as_array().empty());
}

TEST(Failures, AMissingPackageIsExit4) {
  Workbench bench;
  bench.configure_with_token();
  std::filesystem::create_directory(bench.folder() / "empty");
  bench.environment["HIF_PLUGIN_PATH"] = (bench.folder() / "empty").string();
  const auto got = bench.hif({"get", "timely", "List all clients"});
  EXPECT_EQ(got.exit_code, 4) << got.err;
}

TEST(Listings, TheEntityListDependsOnTheMethod) {
  Workbench bench;
  const auto posts = hif::json::parse(
      bench.hif({"entities", "timely.subscriber", "--method", "POST", "-o", "json"}).out);
  ASSERT_EQ(posts.as_array().size(), 2u);
  EXPECT_EQ(posts.as_array()[0].find("title")->as_string(), "All Reports");
  EXPECT_EQ(posts.as_array()[1].find("title")->as_string(), "Filter reports");
  std::size_t documented = 0, all = 0;
  for (const char* prototype : {"timely.subscriber", "timely.publisher"}) {
    documented +=
        hif::json::parse(bench.hif({"entities", prototype, "-o", "json"}).out).as_array().size();
    all += hif::json::parse(bench.hif({"entities", prototype, "--all", "-o", "json"}).out)
               .as_array()
               .size();
  }
  EXPECT_EQ(documented, 91u);
  EXPECT_EQ(all, 129u);
  EXPECT_EQ(bench.hif({"entities", "timely.subscriber", "--method", "DELETE", "-o", "json"}).out,
            "[]\n");
}

} // namespace
} // namespace end_to_end
