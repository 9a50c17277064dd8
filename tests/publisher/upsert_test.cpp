// SPDX-License-Identifier: MIT
#include "writing.hpp"

#include "fixture/catalogue_fixture.hpp"

#include "publisher/difference.hpp"

#include <hif/sdk/json_print.hpp>

using namespace timely::test;

namespace {

const std::string upsert = R"(, "create": "upsert")";

TEST(Upsert, WhatIsNotThereIsCreatedAndWhatIsThereGetsWhatDiffers) {
  Entries entries;
  const auto id =
      entries.server.add({{"day", "2026-03-09"}, {"note", "old"}, {"external_id", "a-1"}});
  const auto results = entries.run(creates(upsert + R"(, "bulk": "off")"),
                                   {R"({"day":"2026-03-09","note":"new","external_id":"a-1"})",
                                    R"({"day":"2026-03-09","note":"other","external_id":"a-2"})"});
  EXPECT_EQ(results.at(0).outcome, HIF_OUTCOME_UPDATED) << results[0].error;
  EXPECT_EQ(results[0].id, std::to_string(id));
  EXPECT_EQ(results.at(1).outcome, HIF_OUTCOME_CREATED);
  EXPECT_EQ(entries.server.entries.size(), 2u);
  const auto& asked = entries.client.asked;
  const auto& put = *std::find_if(asked.begin(), asked.end(),
                                  [](const Asked& one) { return one.method == "PUT"; });
  EXPECT_EQ(put.target, "/1.1/123123/events/" + std::to_string(id));
  EXPECT_EQ(put.body, R"({"event":{"note":"new"}})");
}

TEST(Upsert, WhatIsAsItShouldBeIsLeftAlone) {
  Entries entries;
  entries.server.add({{"day", "2026-03-09"}, {"note", "same"}, {"external_id", "a-1"}});
  const auto results =
      entries.run(creates(upsert), {R"({"day":"2026-03-09","note":"same","external_id":"a-1"})"});
  EXPECT_EQ(results.at(0).outcome, HIF_OUTCOME_UNCHANGED);
  EXPECT_EQ(results[0].id, "1000");
  EXPECT_EQ(entries.server.writes, 0);
}

TEST(Upsert, SameIdentifierTwiceCreatesAndThenUpdates) {
  Entries entries;
  const auto results =
      entries.run(creates(upsert), {R"({"day":"2026-03-09","note":"one","external_id":"a-1"})",
                                    R"({"day":"2026-03-09","note":"two","external_id":"a-1"})"});
  EXPECT_EQ(results.at(0).outcome, HIF_OUTCOME_CREATED);
  EXPECT_EQ(results.at(1).outcome, HIF_OUTCOME_UPDATED) << results[1].error;
  ASSERT_EQ(entries.server.entries.size(), 1u);
  EXPECT_EQ(*entries.server.entries.begin()->second.find("note"), hif::json::Value("two"));
}

TEST(Upsert, UpdatesAndCreatesAreGatheredApart) {
  Entries entries;
  std::vector<std::string> records;
  for (int i = 0; i < 20; ++i) {
    const auto id = "a-" + std::to_string(i);
    if (i % 2) entries.server.add({{"day", "2026-03-09"}, {"note", "old"}, {"external_id", id}});
    records.push_back(R"({"day":"2026-03-09","note":"new","external_id":")" + id + R"("})");
  }
  const auto results = entries.run(creates(upsert), records);
  for (std::size_t i = 0; i < results.size(); ++i)
    EXPECT_EQ(results[i].outcome, results[i].index % 2 ? HIF_OUTCOME_UPDATED : HIF_OUTCOME_CREATED);
  EXPECT_EQ(entries.server.entries.size(), 20u);
  EXPECT_EQ(entries.server.gathered, 2);
}

TEST(SkipUnchanged, SendsOnlyWhatDiffersAndNothingWhenNothingDoes) {
  Entries entries;
  const auto id = entries.server.add({{"day", "2026-03-09"}, {"note", "same"}, {"billable", true}});
  const auto config = outgoing("PUT", "Update an event", R"(, "skip_unchanged": true)");
  const auto path = R"({"path":{"id":)" + std::to_string(id) + "},";
  const auto same = entries.run(config, {path + R"("payload":{"note":"same","billable":true}})"});
  EXPECT_EQ(same.at(0).outcome, HIF_OUTCOME_UNCHANGED);
  EXPECT_EQ(entries.asked(), "G");
  entries.run(config, {path + R"("payload":{"note":"same","billable":false}})"});
  EXPECT_EQ(entries.client.asked.at(1).body, R"({"event":{"billable":false}})");
  const auto missing = entries.run(config, {R"({"path":{"id":7},"payload":{"note":"x"}})"});
  EXPECT_EQ(missing.at(0).status, HIF_NOT_FOUND);
}

// ---- what differs
// --------------------------------------------------------------------------------

std::string differs(const std::string& entity, const std::string& payload,
                    const std::string& record) {
  const auto& update = writing("PUT", entity);
  const auto differs =
      timely::what_differs(update, {{}, {}, hif::json::parse(payload)}, hif::json::parse(record));
  return differs ? hif::json::print(*differs) : "nothing";
}

const std::string shown =
    R"({"id":1,"day":"2026-03-09","note":"n","external_id":null,"project":{"id":5},"user":{"id":7},)"
    R"("duration":{"hours":2,"minutes":30,"seconds":0},"hour_rate":95.0,"label_ids":[3,1],)"
    R"("billable":true,"state":null})";

TEST(Difference, ComparesWhereTheRecordShowsTheField) {
  EXPECT_EQ(differs("Update an event", R"({"project_id":5,"user_id":7,"hour_rate":95})", shown),
            "nothing");
  EXPECT_EQ(differs("Update an event", R"({"project_id":6,"user_id":7})", shown),
            R"({"event":{"project_id":6}})");
}

TEST(Difference, HoursAndMinutesAreOneValue) {
  EXPECT_EQ(differs("Update an event", R"({"hours":2,"minutes":30})", shown), "nothing");
  EXPECT_EQ(differs("Update an event", R"({"hours":2})", shown), R"({"event":{"hours":2}})");
  EXPECT_EQ(differs("Update an event", R"({"hours":2,"minutes":15,"note":"n"})", shown),
            R"({"event":{"hours":2,"minutes":15}})");
}

TEST(Difference, NullThatIsIgnoredAndEmptyThatClears) {
  EXPECT_EQ(differs("Update an event", R"({"note":null})", shown), "nothing");
  EXPECT_EQ(differs("Update an event", R"({"note":""})", shown), R"({"event":{"note":""}})");
  EXPECT_EQ(differs("Update an event", R"({"external_id":""})", shown), "nothing");
}

TEST(Difference, ListsAreSetsAndGoWhole) {
  EXPECT_EQ(differs("Update an event", R"({"label_ids":[1,3]})", shown), "nothing");
  EXPECT_EQ(differs("Update an event", R"({"label_ids":[1]})", shown),
            R"({"event":{"label_ids":[1]}})");
  const auto project = R"({"id":1,"users":[{"user_id":7,"hour_rate":10.0},{"user_id":8}]})";
  EXPECT_EQ(differs("Update a project", R"({"users":[{"user_id":8},{"user_id":7}]})", project),
            "nothing");
  EXPECT_EQ(differs("Update a project", R"({"users":[{"user_id":8}]})", project),
            R"({"project":{"users":[{"user_id":8}]}})");
}

TEST(Difference, FlagsBesideTheEnvelopeGoAlongAndChangeNothingThemselves) {
  const auto project = R"({"id":1,"name":"Quay"})";
  EXPECT_EQ(differs("Update a project", R"({"name":"Quay","update_existing_hours":true})", project),
            "nothing");
  EXPECT_EQ(differs("Update a project", R"({"name":"Dock","update_existing_hours":true})", project),
            R"({"project":{"name":"Dock"},"update_existing_hours":true})");
}

TEST(Difference, WhatTheRecordDoesNotShowCountsAsChanged) {
  EXPECT_EQ(differs("Update an event", R"({"forecast_id":4})", shown),
            R"({"event":{"forecast_id":4}})");
}

} // namespace
