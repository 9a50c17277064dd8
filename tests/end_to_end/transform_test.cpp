// SPDX-License-Identifier: MIT
// Transformers tried from the command line, and in a route.

#include "workbench.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <ctime>

namespace end_to_end {
namespace {

std::string mapping(const std::string& steps) {
  return "- prototype: timely.mapping\n  config:\n    steps:\n" + steps;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Transform, RecordsOfStandardInputComeOutTransformed) {
  Workbench bench;
  bench.write("steps.yaml",
              mapping("      - rename: {day: date}\n"
                      "      - set: {who: \"&{user.name}\", n: 12345678901234567890}\n"
                      "      - drop: user\n"));
  const auto done = bench.hif({"transform", "steps.yaml"},
                              "{\"id\":1,\"day\":\"x\",\"user\":{\"name\":\"Ann\"}}\n\n"
                              "{\"id\": 2.50}\n");
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_EQ(done.out, "{\"id\":1,\"date\":\"x\",\"who\":\"Ann\",\"n\":12345678901234567890}\n"
                      "{\"id\":2.50,\"who\":null,\"n\":12345678901234567890}\n");
}

TEST(Transform, ARejectedRecordIsNamedAndTheOthersPass) {
  Workbench bench;
  bench.write("steps.yaml", mapping("      - cast: {hours: number}\n"));
  const auto done = bench.hif({"transform", "steps.yaml"},
                              "{\"hours\":\"1\"}\n{\"hours\":\"many\"}\n{\"hours\":\"3\"}\n");
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(done.out, "{\"hours\":1}\n{\"hours\":3}\n");
  EXPECT_TRUE(has(done.err, "record 2 of standard input: step 1 (cast \"hours\"): \"many\" is no "
                            "number"))
      << done.err;
}

TEST(Transform, ABrokenLineIsToldByItsNumberAfterWhatCameBefore) {
  Workbench bench;
  bench.write("steps.yaml", mapping("      - set: {a: 1}\n"));
  const auto done = bench.hif({"transform", "steps.yaml"}, "{}\n{\"a\":}\n{}\n");
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(done.out, "{\"a\":1}\n");
  EXPECT_TRUE(has(done.err, "standard input:2")) << done.err;
}

TEST(Transform, StepsAreShownWithWhatTheyChange) {
  Workbench bench;
  bench.write("steps.yaml", mapping("      - rename: {day: date}\n"
                                    "      - filter: id > `1`\n") +
                                "- prototype: timely.mapping\n"
                                "  config: {steps: [{set: {ok: true}}]}\n");
  const auto shown = bench.hif({"transform", "steps.yaml", "--step"},
                               "{\"id\":1,\"day\":\"x\"}\n{\"id\":2,\"day\":\"y\"}\n");
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_EQ(shown.out, R"(record 1
  {
    "id": 1,
    "day": "x"
  }
step 1.1: timely.mapping {"rename":{"day":"date"}}
  {
    "id": 1,
-   "day": "x"
+   "date": "x"
  }
step 1.2: timely.mapping {"filter":"id > `1`"}
- {
-   "id": 1,
-   "date": "x"
- }
  (taken out)

record 2
  {
    "id": 2,
    "day": "y"
  }
step 1.1: timely.mapping {"rename":{"day":"date"}}
  {
    "id": 2,
-   "day": "y"
+   "date": "y"
  }
step 1.2: timely.mapping {"filter":"id > `1`"}
  (unchanged)
step 2.1: timely.mapping {"set":{"ok":true}}
  {
    "id": 2,
-   "date": "y"
+   "date": "y",
+   "ok": true
  }

)");
}

TEST(Transform, StepsAsJsonAreOneLineEach) {
  Workbench bench;
  bench.write("steps.yaml", mapping("      - set: {a: 2}\n      - cast: {b: integer}\n"));
  const auto shown =
      bench.hif({"transform", "steps.yaml", "--step", "-o", "json"}, "{\"a\":1,\"b\":\"x\"}\n");
  EXPECT_EQ(shown.exit_code, 1);
  const auto lines = lines_of(shown.out);
  ASSERT_EQ(lines.size(), 2u) << shown.out;
  EXPECT_EQ(lines[0],
            R"({"record":1,"transformer":1,"prototype":"timely.mapping","step":1,)"
            R"("name":"{\"set\":{\"a\":2}}","before":{"a":1,"b":"x"},"after":{"a":2,"b":"x"}})");
  EXPECT_TRUE(has(lines[1], R"("error":"step 2 (cast \"b\")")) << lines[1];
}

TEST(Transform, GroupsDoNotDependOnHowTheInputComes) {
  Workbench bench;
  bench.write("steps.yaml", mapping("      - group: {by: user, collect: id, into: ids}\n"));
  std::string input, ids;
  for (int i = 0; i < 900; ++i) {
    input += "{\"user\":" + std::to_string(i % 2) + ",\"id\":" + std::to_string(i) + "}\n";
    if (i % 2 == 0) ids += (ids.empty() ? "" : ",") + std::to_string(i);
  }
  const auto done = bench.hif({"transform", "steps.yaml"}, input);
  const auto lines = lines_of(done.out);
  ASSERT_EQ(lines.size(), 2u) << done.err;
  EXPECT_EQ(lines[0], "{\"user\":0,\"ids\":[" + ids + "]}");
}

TEST(Transform, FaultsAreToldWithPlaceAndCaret) {
  Workbench bench;
  bench.write("steps.yaml", mapping("      - set: {a: 1}\n"
                                    "      - filter: \"hours >> `1`\"\n"
                                    "      - math:\n"
                                    "          cost: hours * * rate\n"
                                    "      - rename: {a..b: c}\n"
                                    "      - {date: {day: {zone: Europe/Olso}}}\n"));
  const auto done = bench.hif({"transform", "steps.yaml"}, "{}\n");
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_EQ(done.out, "");
  EXPECT_TRUE(has(done.err, "steps.yaml:5:17: the expression is wrong: ")) << done.err;
  EXPECT_TRUE(has(done.err, "\n  hours >> `1`\n         ^")) << done.err;
  EXPECT_TRUE(has(done.err, "steps.yaml:7:17: the formula is wrong: ")) << done.err;
  EXPECT_TRUE(has(done.err, "\n  hours * * rate\n          ^")) << done.err;
  EXPECT_TRUE(has(done.err, "steps.yaml:8:")) << done.err;
  EXPECT_TRUE(has(done.err, "steps.yaml:9:")) << done.err;
}

TEST(Transform, TheExitCodeTellsWhatIsWrong) {
  Workbench bench;
  bench.write("unknown.yaml", "- prototype: acme.mapping\n  config: {}\n");
  EXPECT_EQ(bench.hif({"transform", "unknown.yaml"}).exit_code, 4);
  EXPECT_EQ(bench.hif({"transform", "none.yaml"}).exit_code, 2);
  EXPECT_EQ(bench.hif({"transform"}).exit_code, 2);
  bench.write("good.yaml", mapping("      - set: {a: 1}\n"));
  EXPECT_EQ(bench.hif({"transform", "good.yaml", "--step", "--test", "x.yaml"}).exit_code, 2);
  EXPECT_EQ(bench.hif({"transform", "good.yaml", "--test", "none.yaml"}).exit_code, 2);
}

class TransformTests : public testing::Test {
 protected:
  Finished run(const std::string& cases, std::vector<std::string> more = {}) {
    bench_.write("steps.yaml", mapping("      - filter: id\n"
                                       "      - rename: {day: date}\n"
                                       "      - cast: {hours: number}\n"));
    bench_.write("cases.yaml", cases);
    std::vector<std::string> arguments = {"transform", "steps.yaml", "--test", "cases.yaml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return bench_.hif(arguments);
  }

  Workbench bench_;
};

TEST_F(TransformTests, CasesThatHoldPass) {
  const auto done = run("- name: the day becomes a date\n"
                        "  input: {id: 1, day: 2026-11-01}\n"
                        "  output: {date: 2026-11-01, id: 1}\n"
                        "- input: [{id: 2}, {day: x}]\n"
                        "  output: [{id: 2}]\n"
                        "- input: {day: x}\n"
                        "  output: []\n"
                        "- input: {id: 3, hours: many}\n"
                        "  error: is no number\n");
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  EXPECT_EQ(done.out, "the day becomes a date: ok\ncase 2: ok\ncase 3: ok\ncase 4: ok\n"
                      "4 of 4 cases passed\n");
}

TEST_F(TransformTests, ACaseThatFailsShowsTheDifference) {
  const auto done = run("- name: one\n"
                        "  input: {id: 1, day: a}\n"
                        "  output: {date: b, id: 1}\n"
                        "- name: two\n"
                        "  input: {id: 3, hours: many}\n"
                        "  output: {id: 3}\n"
                        "- name: three\n"
                        "  input: {id: 3}\n"
                        "  error: is no number\n");
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(done.out, R"(cases.yaml:1:3: one: failed
  - expected, + got:
    {
  -   "date": "b",
  +   "date": "a",
      "id": 1
    }
cases.yaml:4:3: two: failed
  error: step 3 (cast "hours"): "many" is no number
  - expected, + got:
  - {
  -   "id": 3
  - }
cases.yaml:7:3: three: failed
  expected an error that says: is no number
  there was none
  - expected, + got:
  + {
  +   "id": 3
  + }
0 of 3 cases passed
)");
}

TEST_F(TransformTests, TheReportAsJson) {
  const auto done = run("- {name: one, input: {id: 1}, output: {id: 2}}\n", {"-o", "json"});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(done.out, "[{\"name\":\"one\",\"ok\":false,\"expected\":[{\"id\":2}],"
                      "\"got\":[{\"id\":1}],\"errors\":[]}]\n");
}

TEST_F(TransformTests, FaultsInTheCasesHaveTheirPlace) {
  const auto done = run("- inputs: {id: 1}\n  output: {id: 1}\n- input: {id: 1}\n");
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_TRUE(has(done.err, "cases.yaml:1:3: ")) << done.err;
  EXPECT_TRUE(has(done.err, "\"input\"")) << done.err;
}

// Three transformers of other kinds than timely.mapping, in one list.
constexpr const char* to_rows =
    "- prototype: timely.template\n"
    "  config:\n"
    "    template: {id: \"&{id}\", who: {name: \"&{user.name}\"}, minutes: "
    "\"&{duration.total_minutes}\", labels: \"&{label_ids}\"}\n"
    "- prototype: timely.jq\n"
    "  config: {program: \".hours = .minutes / 60 | del(.minutes)\"}\n"
    "- prototype: timely.flatten\n"
    "  config: {lists: index, separator: _}\n";

TEST(Transform, TemplateJqAndFlattenFollowOneAnother) {
  Workbench bench;
  bench.write("rows.yaml", to_rows);
  const auto done = bench.hif({"transform", "rows.yaml"},
                              "{\"id\":12345678901234567890,\"user\":{\"name\":\"Ann\"},"
                              "\"duration\":{\"total_minutes\":90},\"label_ids\":[7,8]}\n"
                              "{\"id\":2,\"duration\":{\"total_minutes\":\"x\"}}\n");
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(done.out, "{\"id\":12345678901234567890,\"who_name\":\"Ann\",\"labels_0\":7,"
                      "\"labels_1\":8,\"hours\":1.5}\n");
  EXPECT_TRUE(has(done.err, "record 2 of standard input: ")) << done.err;
}

TEST(Transform, TheyMakeRowsOfAFileInARoute) {
  Workbench bench({.events = 20});
  std::string indented;
  for (const auto& line : lines_of(to_rows)) indented += "      " + line + "\n";
  bench.configure_with_token(
      "incoming:\n  hours:\n    prototype: timely.subscriber\n    client: timely\n    config:\n"
      "      entity: List all events\n      method: GET\n"
      "      request_parameters: {query: {since: 2000-01-01, upto: 2100-01-01}}\n"
      "outgoing:\n  out:\n    prototype: host.file_publisher\n    config: {path: rows.ndjson}\n"
      "routes:\n  read:\n    incoming: hours\n    outgoing: [out]\n    transformers:\n" +
      indented);
  const auto run = bench.hif({"run"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto rows = lines_of(bench.read("rows.ndjson"));
  ASSERT_EQ(rows.size(), 20u);
  for (const auto& row : rows) {
    const auto record = hif::json::parse(row);
    for (const auto& [name, value] : record.as_object()) EXPECT_TRUE(value.is_scalar()) << row;
    ASSERT_TRUE(record.find("who_name")) << row;
    EXPECT_TRUE(record.find("hours")->is_number()) << row;
  }
}

std::string utc_day(std::time_t time) {
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&time));
  return text;
}

TEST(Transform, AScheduleCanReadYesterday) {
  Workbench bench({.events = 20});
  bench.configure_with_token(
      "incoming:\n  hours:\n    prototype: timely.subscriber\n    client: timely\n    config:\n"
      "      method: GET\n      entity: List all events\n"
      "    input_transformers:\n      - prototype: timely.mapping\n        config:\n"
      "          steps:\n"
      "            - date:\n"
      "                query.since: {relative: yesterday}\n"
      "                query.upto: {relative: yesterday}\n"
      "outgoing:\n  out:\n    prototype: host.file_publisher\n    config: {path: '-'}\n"
      "routes:\n  read:\n    incoming: hours\n    outgoing: [out]\n");
  ASSERT_EQ(bench.hif({"check"}).exit_code, 0) << bench.hif({"check"}).out;
  constexpr std::time_t day_s = 86400;
  const auto before = utc_day(std::time(nullptr) - day_s);
  const auto run = bench.hif({"run"});
  const auto after = utc_day(std::time(nullptr) - day_s);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto seen = bench.sandbox().requests();
  ASSERT_FALSE(seen.empty());
  const auto since = seen.front().request.parameter("since");
  EXPECT_TRUE(since == before || since == after) << since.value_or("none");
  EXPECT_EQ(seen.front().request.parameter("upto"), since);
}

// The dates of a report lie in its payload, and are those of the zone that the account is in: on
// Kiritimati the day begins 14 hours before it does in Greenwich, on Midway 11 hours after.
TEST(Transform, AReportOfTheMonthIsAskedForInTheZoneOfTheAccount) {
  Workbench bench({.events = 20});
  bench.configure_with_token(
      "incoming:\n  report:\n    prototype: timely.subscriber\n    client: timely\n    config:\n"
      "      method: POST\n      entity: All Reports\n"
      "      request_parameters: {payload: {group_by: [clients]}}\n"
      "    input_transformers:\n      - prototype: timely.mapping\n        config:\n"
      "          steps:\n"
      "            - date:\n"
      "                payload.since: {relative: start of month, zone: Pacific/Kiritimati}\n"
      "                payload.until: {relative: -7 days, zone: Pacific/Midway, to: date}\n"
      "outgoing:\n  out:\n    prototype: host.file_publisher\n    config: {path: report.ndjson}\n"
      "routes:\n  read:\n    incoming: report\n    outgoing: [out]\n");
  constexpr std::time_t hour_s = 3600, day_s = 24 * hour_s;
  const auto first_of_month = [] {
    return utc_day(std::time(nullptr) + 14 * hour_s).substr(0, 8) + "01";
  };
  const auto week_ago = [] { return utc_day(std::time(nullptr) - 11 * hour_s - 7 * day_s); };
  const auto since_before = first_of_month(), until_before = week_ago();
  const auto run = bench.hif({"run"});
  const auto since_after = first_of_month(), until_after = week_ago();
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto seen = bench.sandbox().requests();
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.front().request.method, "POST");
  const auto body = hif::json::parse(seen.front().request.body);
  const auto since = body.find("since")->as_string(), until = body.find("until")->as_string();
  EXPECT_TRUE(since == since_before || since == since_after) << since;
  EXPECT_TRUE(until == until_before || until == until_after) << until;
}

// A list of users by whom to ask, as names: input transformers look them up as well.
TEST(Transform, RequestParametersMayBeNames) {
  Workbench bench({.events = 20});
  const std::string config =
      "incoming:\n  hours:\n    prototype: timely.subscriber\n    client: timely\n    config:\n"
      "      method: GET\n      entity: List all events\n"
      "      request_parameters: {query: {since: 2000-01-01, upto: 2100-01-01, user_id: MAIL}}\n"
      "    input_transformers:\n      - prototype: timely.lookup\n        client: timely\n"
      "        config: {lookups: [{find: user, by: {email: query.user_id}}]}\n"
      "outgoing:\n  out:\n    prototype: host.file_publisher\n    config: {path: '-'}\n"
      "routes:\n  read:\n    incoming: hours\n    outgoing: [out]\n";
  bench.configure_with_token(config);
  const auto users = bench.hif({"get", "timely", "List all users"});
  const auto user = hif::json::parse(lines_of(users.out).at(0));
  auto named = config;
  named.replace(named.find("MAIL"), 4, user.find("email")->as_string());
  bench.configure_with_token(named);
  bench.sandbox().forget_requests();
  const auto run = bench.hif({"run"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(bench.sandbox().requests().back().request.parameter("user_id"),
            hif::json::print(*user.find("id")));
  const auto unknown = bench.hif({"check"});
  EXPECT_EQ(unknown.exit_code, 0) << unknown.out;
  bench.configure_with_token(config);
  const auto missed = bench.hif({"run"});
  EXPECT_EQ(missed.exit_code, 2) << missed.err;
  EXPECT_TRUE(has(missed.err, "no user has the email \"MAIL\"")) << missed.err;
}

} // namespace
} // namespace end_to_end
