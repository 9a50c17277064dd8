// SPDX-License-Identifier: MIT
// Names to ids on the way to Timely and back, and how many requests that takes.

#include "workbench.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace end_to_end {
namespace {

using hif::json::Value;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class LookedUp : public testing::Test {
 protected:
  std::string path_of(const std::string& resource) {
    return "/1.1/" + std::to_string(bench.sandbox().account_id()) + "/" + resource;
  }
  Value asked_for(const std::string& resource) {
    return hif::json::parse(
        bench.sandbox()
            .answer({.method = "GET",
                     .path = path_of(resource),
                     .headers = {{"authorization", "Bearer " + bench.sandbox().access_token()}}})
            .body);
  }
  // A project, and a user who may log hours on it.
  Value project() { return asked_for("projects/" + std::to_string(bench.sandbox().project_id())); }
  Value user() { return asked_for("users/" + std::to_string(bench.sandbox().user_id())); }
  // How often a list was begun to be read: the first page may be followed by others.
  std::size_t reads_of(const std::string& resource) {
    const auto seen = bench.sandbox().requests();
    return static_cast<std::size_t>(std::count_if(seen.begin(), seen.end(), [&](const auto& one) {
      return one.request.method == "GET" && one.request.path == path_of(resource) &&
             one.request.parameter("offset") == "0";
    }));
  }

  Workbench bench{{.events = 40}};
};

// A sheet of hours by names becomes time entries.
constexpr const char* sheet_route = R"(
incoming:
  sheet:
    prototype: host.file_subscriber
    config: {path: sheet.ndjson}
outgoing:
  hours:
    prototype: timely.publisher
    client: timely
    config: {method: POST, entity: Create an event}
routes:
  import:
    incoming: sheet
    outgoing: [hours]
    transformers:
      - prototype: timely.lookup
        client: timely
        config:
          lookups:
            - {find: project, by: {name: project, client.name: customer}, into: project_id}
            - {find: user, by: {email: mail}, into: user_id}
      - prototype: timely.mapping
        config: {steps: [{keep: [project_id, user_id, day, hours, note]}]}
)";

TEST_F(LookedUp, ASheetOfNamesIsWrittenWithOneReadOfEachList) {
  bench.configure_with_token(sheet_route);
  const auto project = this->project();
  const auto user = this->user();
  std::string sheet;
  for (int i = 0; i < 25; ++i)
    sheet += hif::json::print(hif::json::Object{{"project", *project.find("name")},
                                                {"customer", *project.find("client")->find("name")},
                                                {"mail", *user.find("email")},
                                                {"day", "2026-11-02"},
                                                {"hours", 1},
                                                {"note", "line " + std::to_string(i)}}) +
             "\n";
  bench.write("sheet.ndjson", sheet);
  const auto check = bench.hif({"check"});
  ASSERT_EQ(check.exit_code, 0) << check.out;
  bench.sandbox().forget_requests();
  const auto run = bench.hif({"run", "-o", "json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto sent = bench.sandbox().count();
  EXPECT_EQ(reads_of("projects"), 1u);
  EXPECT_EQ(reads_of("users"), 1u);
  EXPECT_LE(sent, 5u) << "two for each list at most, and one for all entries";
  const auto lines = lines_of(run.out);
  ASSERT_EQ(lines.size(), 26u) << run.out;
  const auto entry =
      asked_for("events/" + hif::json::print(*hif::json::parse(lines[24]).find("id")));
  ASSERT_TRUE(entry.find("project")) << lines[24];
  EXPECT_EQ(*entry.find("project")->find("id"), *project.find("id"));
  EXPECT_EQ(*entry.find("user")->find("id"), *user.find("id"));
  EXPECT_EQ(hif::json::parse(lines[25]).find("requests")->as_int64(),
            static_cast<std::int64_t>(sent))
      << "what look-ups ask for is counted with the rest";
}

TEST_F(LookedUp, AWrongNameFailsItsLineAloneAndIsATask) {
  bench.configure_with_token(sheet_route);
  const auto project = this->project();
  const auto name = project.find("name")->as_string();
  const auto line = [&](const std::string& called) {
    return hif::json::print(hif::json::Object{{"project", called},
                                              {"customer", *project.find("client")->find("name")},
                                              {"day", "2026-11-02"},
                                              {"hours", 1}}) +
           "\n";
  };
  bench.write("sheet.ndjson", line(name) + line(name + "x") + line(name));
  const auto run = bench.hif({"run"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_EQ(bench.sandbox().count("POST", path_of("events")) +
                bench.sandbox().count("POST", path_of("bulk/events")),
            1u)
      << "the two good lines go in one request";
  const auto tasks = hif::json::parse(bench.hif({"tasks", "list", "-o", "json"}).out);
  ASSERT_EQ(tasks.as_array().size(), 1u);
  const auto error = tasks.as_array()[0].find("error")->as_string();
  EXPECT_TRUE(has(error, "no project has the name \"" + name + "x\"")) << error;
  EXPECT_TRUE(has(error, "did you mean \"" + name + "\"?")) << error;
}

TEST_F(LookedUp, PagesAreReadToTheEndAlsoInADryRun) {
  const auto projects = asked_for("projects");
  ASSERT_GT(projects.as_array().size(), 2u);
  Workbench small({.events = 0, .page_cap = 2});
  small.configure_with_token(sheet_route);
  const auto path = "/1.1/" + std::to_string(small.sandbox().account_id()) + "/projects";
  std::string sheet;
  for (const auto& project : projects.as_array())
    sheet += hif::json::print(hif::json::Object{{"project", *project.find("name")},
                                                {"customer", *project.find("client")->find("name")},
                                                {"day", "2026-11-02"},
                                                {"hours", 1}}) +
             "\n";
  small.write("sheet.ndjson", sheet);
  const auto run = small.hif({"run", "--dry-run"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_GE(small.sandbox().count("GET", path), projects.as_array().size() / 2);
  EXPECT_EQ(small.sandbox().count("POST", ""), 0u);
  for (const auto& project : projects.as_array())
    EXPECT_TRUE(has(run.out, "\"project_id\":" + hif::json::print(*project.find("id")))) << run.out;
}

TEST_F(LookedUp, AListThatIsRefusedEndsTheRunWithItsExitCodeAndFailsNoRecord) {
  bench.configure_with_token(sheet_route);
  bench.write("sheet.ndjson",
              "{\"project\":\"P\",\"customer\":\"C\",\"day\":\"2026-11-02\",\"hours\":1}\n");
  bench.sandbox().set_faults(
      R"({"faults":[{"match":{"path":"/projects$"},"fault":{"status":403}}]})");
  const auto refused = bench.hif({"run"});
  EXPECT_EQ(refused.exit_code, 3) << refused.err;
  EXPECT_TRUE(has(refused.err, "GET /1.1/")) << refused.err;
  EXPECT_EQ(bench.hif({"tasks", "list", "-o", "json"}).out, "[]\n");
}

TEST_F(LookedUp, HifTransformTakesTheClientFromTheConfiguration) {
  bench.configure_with_token();
  const auto client = asked_for("clients").as_array().at(0);
  bench.write("ids.yaml", "- prototype: timely.lookup\n  client: timely\n  config:\n"
                          "    lookups: [{find: client, by: {id: client_id}, into: customer}]\n");
  const auto id = hif::json::print(*client.find("id"));
  const auto done = bench.hif({"transform", "ids.yaml"}, "{\"client_id\":" + id + "}\n");
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_EQ(done.out, "{\"client_id\":" + id +
                          ",\"customer\":" + hif::json::print(*client.find("name")) + "}\n");
  const auto missed = bench.hif({"transform", "ids.yaml"}, "{\"client_id\":1}\n");
  EXPECT_EQ(missed.exit_code, 1);
  EXPECT_TRUE(has(missed.err, "record 1 of standard input: lookup 1 (client by id): no "
                              "client has the id 1"))
      << missed.err;
}

TEST_F(LookedUp, TheLiveCheckAsksForOneRecordOfEachList) {
  bench.configure_with_token(sheet_route);
  bench.write("sheet.ndjson", "");
  const auto good = bench.hif({"check", "--live", "-o", "json"});
  ASSERT_EQ(good.exit_code, 0) << good.out << good.err;
  const auto line = hif::json::parse(good.out).find("transformers")->as_array().at(0);
  EXPECT_EQ(line.find("transformer")->as_string(), "timely.lookup");
  EXPECT_EQ(line.find("lists")->as_array().size(), 2u);
  EXPECT_EQ(reads_of("projects"), 1u);
  bench.sandbox().set_faults(R"({"faults":[{"match":{"path":"/users$"},"fault":{"status":403}}]})");
  const auto refused = bench.hif({"check", "--live"});
  EXPECT_EQ(refused.exit_code, 3) << refused.out;
  EXPECT_TRUE(has(refused.out, "hif.yaml:26:9: ")) << refused.out;
}

TEST_F(LookedUp, MistakesHaveTheirPlaceBeforeAnythingIsAsked) {
  bench.configure_with_token(
      "incoming:\n  file:\n    prototype: host.file_subscriber\n    config: {path: in.ndjson}\n"
      "    transformers:\n"
      "      - prototype: timely.lookup\n        client: timely\n        config:\n"
      "          lookups:\n"
      "            - {find: projekt, by: {name: p}}\n"
      "            - find: user\n"
      "              by: {e-mail: m}\n"
      "              into: a..b\n"
      "      - prototype: timely.lookup\n        config: {lookups: [{find: user, by: {id: x}}]}\n"
      "      - prototype: timely.mapping\n        client: timely\n        config: {steps: []}\n");
  const auto check = bench.hif({"check"});
  EXPECT_EQ(check.exit_code, 2);
  for (const auto* wanted :
       {"a \"projekt\" cannot be looked up. Did you mean \"project\"?",
        "a user is not found by \"e-mail\". Did you mean \"email\"?",
        "\"timely.lookup\" needs a client", "\"timely.mapping\" takes no client"})
    EXPECT_TRUE(has(check.out, wanted)) << wanted << "\n" << check.out;
  EXPECT_EQ(bench.sandbox().count(), 0u);
}

} // namespace
} // namespace end_to_end
