// SPDX-License-Identifier: MIT
// Locked days and locked entries, told before anything is sent for them.
#include "writing.hpp"

using namespace timely::test;

namespace {

// An account with locked days; user 7 is the caller.
struct LockedDays {
  Entries entries;
  json::Array locked;
  int http_status = 200;
  ScriptedClient client{[this](const Asked& asked) {
    if (asked.target.find("/users/current") != asked.target.npos)
      return Reply{.body = R"({"id":7})"};
    if (asked.target.find("/day_properties") == asked.target.npos)
      return entries.server.script()(asked);
    if (http_status != 200) return Reply{.http_status = http_status, .body = "{}"};
    return Reply{.body = json::print(locked)};
  }};
  std::vector<std::string> warnings;

  void lock(int user, const std::string& day, bool is_locked = true) {
    locked.push_back(
        json::Object{{"id", 1}, {"user_id", user}, {"date", day}, {"locked", is_locked}});
  }

  std::vector<KeptResult> write(const std::string& config,
                                const std::vector<std::string>& records) {
    JournalHost host(entries.vault);
    timely::Publisher publisher(creation(host, &client, config));
    PlainCall call;
    ResultList list;
    publisher.open(call.call(), {});
    const auto half = (records.size() + 1) / 2; // in two batches
    for (std::size_t at = 0; at < records.size(); at += half) {
      hif::sdk::BatchBuilder builder;
      for (auto i = at; i < std::min(at + half, records.size()); ++i)
        builder.add(builder.copy(records[i]));
      hif::sdk::Batch batch;
      builder.finish(batch.out());
      publisher.write(call.call(), *batch.raw(), at, list.sink());
      publisher.flush(call.call(), list.sink());
    }
    publisher.close();
    warnings = host.lines;
    std::sort(list.results.begin(), list.results.end(),
              [](const auto& a, const auto& b) { return a.index < b.index; });
    return list.results;
  }
  // Targets of the GETs.
  std::vector<std::string> read() const {
    std::vector<std::string> targets;
    for (const auto& asked : client.asked)
      if (asked.method == "GET") targets.push_back(asked.target);
    return targets;
  }
};

std::string checked(const std::string& method, const std::string& entity) {
  return outgoing(method, entity, R"(, "check_locks": true)");
}

std::string entry_on(const std::string& day, const std::string& more = "") {
  return R"({"day":")" + day + R"(","hours":1)" + more + "}";
}

TEST(Locks, EntryOnALockedDayFailsBeforeItIsSentAndTheOthersGoOut) {
  LockedDays days;
  days.lock(7, "2026-03-09");
  days.lock(8, "2026-03-10");
  days.lock(7, "2026-03-11", false);
  const auto results =
      days.write(checked("POST", "Create an event"),
                 {entry_on("2026-03-09"), entry_on("2026-03-10"), entry_on("2026-03-11"),
                  entry_on("2026-03-10", R"(,"user_id":8)")});
  ASSERT_EQ(results.size(), 4u);
  EXPECT_EQ(results[0].outcome, HIF_OUTCOME_FAILED);
  EXPECT_EQ(results[0].error, "Create an event: refused before sending: 2026-03-09 is locked for "
                              "user 7; unlock the day, or write to another one");
  EXPECT_EQ(results[0].details, R"({"fields":{"day":["is locked"]}})");
  EXPECT_FALSE(results[0].ambiguous);
  EXPECT_EQ(results[1].outcome, HIF_OUTCOME_CREATED);
  EXPECT_EQ(results[2].outcome, HIF_OUTCOME_CREATED);
  EXPECT_NE(results[3].error.find("2026-03-10 is locked for user 8"), std::string::npos);
  EXPECT_EQ(days.entries.server.entries.size(), 2u);
}

TEST(Locks, DaysAreAskedForOnce) {
  LockedDays days;
  std::vector<std::string> records;
  for (int i = 0; i < 40; ++i) records.push_back(entry_on("2026-03-" + std::to_string(10 + i % 2)));
  days.write(checked("POST", "Create an event"), records);
  EXPECT_EQ(days.read(),
            (std::vector<std::string>{
                "/1.1/123123/users/current",
                "/1.1/123123/day_properties?dates=2026-03-10%2C2026-03-11&user_ids=7"}));
}

TEST(Locks, ManyDaysAndUsersAreAskedForInRequestsOfABoundedSize) {
  LockedDays days;
  days.lock(269, "2026-12-28");
  std::vector<std::string> records;
  for (int month = 1; month <= 12; ++month)
    for (int day = 1; day <= 28; ++day) {
      auto date = std::to_string(20260000 + month * 100 + day).insert(6, "-").insert(4, "-");
      records.push_back(
          entry_on(date, R"(,"user_id":)" + std::to_string(100 + records.size() / 2)));
    }
  records.push_back(entry_on("2026-12-28", R"(,"user_id":269)"));
  const auto results = days.write(checked("POST", "Create an event"), records);
  EXPECT_EQ(results.back().outcome, HIF_OUTCOME_FAILED);
  EXPECT_EQ(std::count_if(results.begin(), results.end(),
                          [](const auto& one) { return one.outcome == HIF_OUTCOME_FAILED; }),
            1);
  EXPECT_GT(days.read().size(), 5u);
  EXPECT_LT(days.read().size(), 20u);
  for (const auto& target : days.read()) EXPECT_LT(target.size(), 1500u);
}

TEST(Locks, LockedEntryIsNeitherChangedNorDeletedButMayBeUnlocked) {
  LockedDays days;
  const auto id = days.entries.server.add(
      {{"day", "2026-03-09"}, {"user", json::Object{{"id", 7}}}, {"locked", true}});
  const auto at = R"({"path":{"id":)" + std::to_string(id) + "}";
  const auto update = checked("PUT", "Update an event");
  const auto changed = days.write(update, {at + R"(,"payload":{"note":"x"}})"});
  EXPECT_EQ(changed.at(0).error, "Update an event: refused before sending: record " +
                                     std::to_string(id) + " is locked; unlock it first");
  EXPECT_EQ(days.write(update, {at + R"(,"payload":{"locked":false}})"}).at(0).outcome,
            HIF_OUTCOME_UPDATED);
  days.entries.server.entries[id].set("locked", true);
  EXPECT_EQ(days.write(checked("DELETE", "Delete an event"), {at + "}"}).at(0).outcome,
            HIF_OUTCOME_FAILED);
  EXPECT_TRUE(days.entries.server.entries.contains(id));
}

TEST(Locks, AnEntryIsNotMovedFromALockedDayNorToOne) {
  LockedDays days;
  days.lock(7, "2026-03-09");
  const auto add = [&](const char* day) {
    return days.entries.server.add({{"day", day}, {"user", json::Object{{"id", 7}}}});
  };
  const auto there = add("2026-03-09"), elsewhere = add("2026-03-12");
  const auto move = [](std::int64_t id, const char* day) {
    return R"({"path":{"id":)" + std::to_string(id) + R"(},"payload":{"day":")" + day + R"("}})";
  };
  const auto results = days.write(
      checked("PUT", "Update an event"),
      {move(there, "2026-03-12"), move(elsewhere, "2026-03-09"), move(elsewhere, "2026-03-13")});
  EXPECT_EQ(results.at(0).outcome, HIF_OUTCOME_FAILED);
  EXPECT_EQ(results.at(1).outcome, HIF_OUTCOME_FAILED);
  EXPECT_EQ(results.at(2).outcome, HIF_OUTCOME_UPDATED) << results[2].error;
}

TEST(Locks, UpdateThatChangesNothingDoesNotMindThem) {
  LockedDays days;
  days.lock(7, "2026-03-09");
  const auto id = days.entries.server.add(
      {{"day", "2026-03-09"}, {"note", "x"}, {"user", json::Object{{"id", 7}}}, {"locked", true}});
  const auto note = [&](const char* text) {
    return R"({"path":{"id":)" + std::to_string(id) + R"(},"payload":{"note":")" + text + R"("}})";
  };
  const auto config =
      outgoing("PUT", "Update an event", R"(, "check_locks": true, "skip_unchanged": true)");
  const auto results = days.write(config, {note("x"), note("y")});
  EXPECT_EQ(results.at(0).outcome, HIF_OUTCOME_UNCHANGED) << results[0].error;
  EXPECT_EQ(results.at(1).outcome, HIF_OUTCOME_FAILED);
  EXPECT_NE(results[1].error.find("is locked"), std::string::npos) << results[1].error;
  days.entries.server.entries[id].set("locked", false);
  EXPECT_NE(days.write(config, {note("y")}).at(0).error.find("2026-03-09 is locked for user 7"),
            std::string::npos);
}

TEST(Locks, WhatIsNotThereIsLeftToTheVendorsWords) {
  LockedDays days;
  const auto results = days.write(checked("DELETE", "Delete an event"), {R"({"path":{"id":5}})"});
  EXPECT_EQ(results.at(0).status, HIF_NOT_FOUND) << results[0].error;
}

TEST(Locks, AccountWithoutLocksIsToldOnceAndWrittenTo) {
  LockedDays days;
  days.http_status = 403;
  const auto results = days.write(checked("POST", "Create an event"),
                                  {entry_on("2026-03-09"), entry_on("2026-03-10")});
  for (const auto& result : results) EXPECT_EQ(result.outcome, HIF_OUTCOME_CREATED);
  EXPECT_EQ(std::count_if(days.warnings.begin(), days.warnings.end(),
                          [](const auto& line) {
                            return line.find("locked days cannot be told") != line.npos;
                          }),
            1);
}

TEST(Locks, AreNotAskedForUnlessThatIsWanted) {
  LockedDays days;
  days.lock(7, "2026-03-09");
  const auto results = days.write(creates(), {entry_on("2026-03-09")});
  EXPECT_EQ(results.at(0).outcome, HIF_OUTCOME_CREATED);
  EXPECT_TRUE(days.read().empty());
}

TEST(Locks, EntityWithoutDaysHasNoSuchCheck) {
  try {
    write_all(*std::make_unique<ScriptedClient>(answer(201, "{}")),
              checked("POST", "Create a client"), {});
    FAIL();
  } catch (const hif::sdk::ConfigError& error) {
    EXPECT_NE(std::string(error.what()).find("leave check_locks out"), std::string::npos)
        << error.what();
  }
}

} // namespace
