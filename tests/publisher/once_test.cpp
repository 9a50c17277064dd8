// SPDX-License-Identifier: MIT
#include "writing.hpp"

#include <cstdlib>

using namespace timely::test;

namespace {

// The trouble of the first write only.
auto first(Trouble trouble) {
  return [=](int write, const Asked&) { return write == 1 ? trouble : Trouble::none; };
}

TEST(Once, CreateWhoseAnswerIsLostIsFoundAndAdopted) {
  for (const auto trouble :
       {Trouble::lost_after, Trouble::error_after, Trouble::garbage, Trouble::silent_after}) {
    Entries entries;
    entries.server.trouble = first(trouble);
    const auto results = entries.run(creates(), {entry("a-1")});
    ASSERT_EQ(results.size(), 1u);
    EXPECT_EQ(results[0].outcome, HIF_OUTCOME_CREATED) << results[0].error;
    EXPECT_EQ(results[0].id, "1000");
    EXPECT_NE(results[0].response.find(R"("external_id":"a-1")"), std::string::npos);
    EXPECT_EQ(entries.server.entries.size(), 1u);
    EXPECT_EQ(entries.asked(), "POG");
    EXPECT_EQ(entries.slept_ms, 0) << "what is found needs no second look";
  }
}

TEST(Once, CreateThatIsNotThereAfterAPauseAndASecondLookIsSentAgain) {
  for (const auto trouble : {Trouble::lost_before, Trouble::error_before, Trouble::silent_before}) {
    Entries entries;
    entries.server.trouble = first(trouble);
    const auto results = entries.run(creates(), {entry("a-1")});
    EXPECT_EQ(results.at(0).outcome, HIF_OUTCOME_CREATED) << results[0].error;
    EXPECT_EQ(entries.server.entries.size(), 1u);
    EXPECT_EQ(entries.asked(), "POGGPO");
    EXPECT_GE(entries.slept_ms, 1000);
  }
}

TEST(Once, CreateThatAppearsBetweenTheTwoLooksIsNotSentAgain) {
  Entries entries;
  entries.server.trouble = first(Trouble::lost_before);
  JournalHost host(entries.vault);
  host.on_sleep = [&] { entries.server.add({{"day", "2026-03-09"}, {"external_id", "a-1"}}); };
  timely::Publisher publisher(creation(host, &entries.client, creates()));
  PlainCall call;
  ResultList list;
  hif::sdk::BatchBuilder builder;
  builder.add(builder.copy(entry("a-1")));
  hif::sdk::Batch batch;
  builder.finish(batch.out());
  publisher.open(call.call(), {});
  publisher.write(call.call(), *batch.raw(), 0, list.sink());
  publisher.flush(call.call(), list.sink());
  publisher.close();
  ASSERT_EQ(list.results.size(), 1u);
  EXPECT_EQ(list.results[0].outcome, HIF_OUTCOME_CREATED);
  EXPECT_EQ(entries.server.entries.size(), 1u);
}

TEST(Once, ServerThatNeverAnswersFailsTheRecordAfterSomeAttempts) {
  Entries entries;
  entries.server.trouble = [](int, const Asked&) { return Trouble::error_before; };
  const auto results = entries.run(creates(), {entry("a-1")});
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].outcome, HIF_OUTCOME_FAILED);
  EXPECT_TRUE(results[0].ambiguous);
  EXPECT_EQ(results[0].http_status, 500);
  EXPECT_NE(results[0].error.find("not found by its external_id"), std::string::npos);
  EXPECT_EQ(entries.server.writes, 4);
}

TEST(Once, LookUpAsksForTheDayAndTheUserOfTheEntry) {
  Entries entries;
  entries.server.trouble = first(Trouble::lost_after);
  entries.run(creates(), {R"({"day":"2026-03-09","user_id":7,"external_id":"a-1"})"});
  const auto& target = entries.client.asked.at(1).target;
  for (const auto* part : {"/1.1/123123/events?", "since=2026-03-09", "upto=2026-03-09",
                           "user_id=7", "filter=all", "per_page="})
    EXPECT_NE(target.find(part), std::string::npos) << target;
}

TEST(Once, ProjectsAreLookedUpByTheirExternalIds) {
  ScriptedClient client([](const Asked& asked) {
    if (asked.method == "POST")
      return Reply{.ambiguous = true,
                   .status = HIF_UNAVAILABLE,
                   .message = "reset",
                   .phase = HIF_PHASE_SENT};
    return Reply{.body = R"([{"id":5,"name":"Quay","external_id":"p 1"}])"};
  });
  const auto results =
      write_all(client, outgoing("POST", "Create a project"),
                {R"({"name":"Quay","client_id":3,"rate_type":"user","external_id":"p 1"})"});
  EXPECT_EQ(results.at(0).id, "5") << results[0].error;
  EXPECT_NE(client.asked.at(1).target.find("external_ids=p%201"), std::string::npos)
      << client.asked[1].target;
}

TEST(Once, ClientsAreLookedUpByExternalIdAndByName) {
  const auto found_in = [](const std::string& list) {
    int posts = 0;
    ScriptedClient client([&](const Asked& asked) {
      if (asked.method == "GET")
        return Reply{.body = asked.target.find("offset=0") != std::string::npos ? list : "[]"};
      if (++posts > 1) return Reply{.http_status = 200, .body = R"({"id":99})"};
      return Reply{.ambiguous = true,
                   .status = HIF_UNAVAILABLE,
                   .message = "reset",
                   .phase = HIF_PHASE_SENT};
    });
    return write_all(client, outgoing("POST", "Create a client"),
                     {R"({"name":"Ada","external_id":"c-1"})"})
        .at(0)
        .id;
  };
  EXPECT_EQ(found_in(R"([{"id":1,"name":"Ada","external_id":null},
                         {"id":2,"name":"Renamed","external_id":"c-1"}])"),
            "2");
  EXPECT_EQ(found_in(R"([{"id":1,"name":"Ada","external_id":null}])"), "1");
  EXPECT_EQ(found_in(R"([{"id":1,"name":"Ada","external_id":"another's"}])"), "99");
}

TEST(Once, RecordWithoutAnIdentifierIsNeverSentAgain) {
  Entries entries;
  entries.server.trouble = first(Trouble::lost_before);
  const auto results = entries.run(creates(), {R"({"day":"2026-03-09"})"});
  EXPECT_EQ(results.at(0).outcome, HIF_OUTCOME_FAILED);
  EXPECT_TRUE(results[0].ambiguous);
  EXPECT_EQ(entries.asked(), "PO");
  EXPECT_EQ(entries.vault.puts, 0);
}

TEST(Once, AtMostOnceFailsAsAmbiguousAndKeepsNoJournal) {
  Entries entries;
  entries.server.trouble = first(Trouble::lost_after);
  const auto results = entries.run(creates(R"(, "create": "at_most_once")"), {entry("a-1")});
  EXPECT_TRUE(results.at(0).ambiguous);
  EXPECT_EQ(entries.asked(), "PO");
  EXPECT_EQ(entries.vault.puts, 0);
  EXPECT_TRUE(entries.vault.leases.empty());
}

TEST(Once, DryRunKeepsNoJournalAndLooksForNothing) {
  Entries entries;
  const auto results = entries.run(creates(), {entry("a-1")}, HIF_CALL_DRY_RUN);
  EXPECT_EQ(results.at(0).outcome, HIF_OUTCOME_PREVIEWED);
  EXPECT_EQ(entries.vault.puts, 0);
  EXPECT_TRUE(entries.vault.leases.empty());
}

TEST(Once, BatchOfCreatesIsKeptWithOneWriteOfTheJournal) {
  Entries entries;
  std::vector<std::string> records;
  for (int i = 0; i < 50; ++i) records.push_back(entry("a-" + std::to_string(i)));
  entries.run(creates(R"(, "bulk": "off")"), records);
  EXPECT_EQ(entries.server.entries.size(), 50u);
  EXPECT_EQ(entries.vault.puts, 1);
  EXPECT_TRUE(entries.vault.items.empty()) << "an orderly end leaves nothing behind";
}

// Its store is full, say: the run ends in good order, and the next one gets the records again.
TEST(Once, HostThatCannotKeepWhatBecameOfTheRecordsDoublesNone) {
  for (const auto* bulk : {R"(, "bulk": "off")", ""}) {
    Entries entries;
    entries.keeps = false;
    const std::vector<std::string> records{entry("a-1"), entry("a-2"), entry("a-3")};
    const auto first = entries.run(creates(bulk), records);
    for (int again = 0; again < 3; ++again) {
      const auto results = entries.run(creates(bulk), records);
      ASSERT_EQ(results.size(), 3u);
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(results[i].outcome, HIF_OUTCOME_CREATED) << results[i].error;
        EXPECT_EQ(results[i].id, first.at(i).id);
      }
    }
    EXPECT_EQ(entries.server.entries.size(), 3u);
    EXPECT_FALSE(entries.vault.items.empty());
    entries.keeps = true;
    entries.run(creates(bulk), records);
    EXPECT_TRUE(entries.vault.items.empty()) << "now they cannot come again";
  }
}

TEST(Once, JournalOfAHostThatTellsNothingDoesNotGrowWithoutEnd) {
  Entries entries;
  entries.keeps = false;
  std::vector<std::string> records;
  for (int i = 0; i < 6'000; ++i) records.push_back(entry("a-" + std::to_string(i)));
  entries.run(creates(), records);
  for (int i = 0; i < 6'000; ++i)
    records[static_cast<std::size_t>(i)] = entry("b-" + std::to_string(i));
  for (const auto& result : entries.run(creates(), records))
    ASSERT_EQ(result.outcome, HIF_OUTCOME_CREATED) << result.error;
  entries.run(creates(), {entry("c-1")});
  const auto journal = json::parse(entries.vault.items.begin()->second.value);
  EXPECT_EQ(journal.find("intents")->as_array().size(), 10'001u);
}

TEST(Once, SameRecordTwiceIsCreatedOnceAndBothGetItsResult) {
  Entries entries;
  const auto results = entries.run(creates(), {entry("a-1"), entry("a-1"), entry("a-2")});
  ASSERT_EQ(results.size(), 3u);
  for (const auto& result : results) EXPECT_EQ(result.outcome, HIF_OUTCOME_CREATED) << result.error;
  EXPECT_EQ(entries.server.by_external_id(), (std::map<std::string, int>{{"a-1", 1}, {"a-2", 1}}));
}

TEST(Once, AfterAnOutageTheNextRunSettlesFirstAndGivesTheResult) {
  Entries entries;
  bool down = true;
  ScriptedClient client([&](const Asked& asked) {
    if (down && asked.method == "GET")
      return Reply{.status = HIF_UNAVAILABLE, .message = "down", .phase = HIF_PHASE_NOT_SENT};
    return entries.server.script()(asked);
  });
  entries.server.trouble = first(Trouble::lost_after);
  const auto run = [&] {
    JournalHost host(entries.vault);
    timely::Publisher publisher(creation(host, &client, creates()));
    PlainCall call;
    ResultList list;
    hif::sdk::BatchBuilder builder;
    builder.add(builder.copy(entry("a-1")));
    hif::sdk::Batch batch;
    builder.finish(batch.out());
    hif_status status = HIF_OK;
    try {
      publisher.open(call.call(), {});
      publisher.write(call.call(), *batch.raw(), 0, list.sink());
      publisher.flush(call.call(), list.sink());
    } catch (const hif::sdk::Error& error) {
      status = error.status;
    }
    publisher.close();
    return std::pair(status, list.results);
  };
  const auto stopped = run();
  EXPECT_EQ(stopped.first, HIF_UNAVAILABLE);
  EXPECT_TRUE(stopped.second.empty()) << "the host hands the record over again";
  EXPECT_EQ(run().first, HIF_UNAVAILABLE) << "what is open comes before anything else";
  down = false;
  const auto settled = run();
  EXPECT_EQ(settled.first, HIF_OK);
  EXPECT_EQ(settled.second.at(0).outcome, HIF_OUTCOME_CREATED);
  EXPECT_EQ(settled.second.at(0).id, "1000");
  EXPECT_EQ(entries.server.entries.size(), 1u);
}

TEST(Once, SecondWriterWaitsUntilTheFirstIsDone) {
  Entries entries;
  entries.vault.leases["intents/events.create"] = {3, true};
  JournalHost host(entries.vault);
  host.on_sleep = [&] { entries.vault.leases["intents/events.create"].held = false; };
  timely::Publisher publisher(creation(host, &entries.client, creates()));
  PlainCall call;
  ResultList list;
  hif::sdk::BatchBuilder builder;
  builder.add(builder.copy(entry("a-1")));
  hif::sdk::Batch batch;
  builder.finish(batch.out());
  publisher.open(call.call(), {});
  publisher.write(call.call(), *batch.raw(), 0, list.sink());
  publisher.flush(call.call(), list.sink());
  EXPECT_GT(host.slept_ms, 0);
  EXPECT_EQ(list.results.size(), 1u);
  EXPECT_NE(entries.vault.items["intents/events.create"].value.find("\"fence\":4"),
            std::string::npos);
  publisher.close();
}

TEST(Once, WriterThatLostTheJournalSendsNothingMore) {
  Entries entries;
  JournalHost host(entries.vault);
  timely::Publisher publisher(creation(host, &entries.client, creates()));
  PlainCall call;
  ResultList list;
  const auto write = [&](const std::string& record) {
    hif::sdk::BatchBuilder builder;
    builder.add(builder.copy(record));
    hif::sdk::Batch batch;
    builder.finish(batch.out());
    publisher.write(call.call(), *batch.raw(), 0, list.sink());
    publisher.flush(call.call(), list.sink());
  };
  publisher.open(call.call(), {});
  write(entry("a-1"));
  entries.vault.items["intents/events.create"].revision += 100; // another wrote it meanwhile
  const auto before = entries.server.writes;
  EXPECT_THROW(write(entry("a-2")), hif::sdk::Error);
  EXPECT_EQ(entries.server.writes, before);
}

// ---- many requests at once ---------------------------------------------------------------------

TEST(Once, OfManyAtOnceOnlyTheLostOneIsLookedFor) {
  Entries entries;
  entries.client.offer_many();
  entries.server.trouble = [](int, const Asked& asked) {
    return asked.body.find("x-3") == asked.body.npos ? Trouble::none : Trouble::lost_after;
  };
  std::vector<std::string> records;
  for (int i = 0; i < 8; ++i) records.push_back(entry("x-" + std::to_string(i)));
  const auto results = entries.run(creates(R"(, "bulk": "off", "connections": 4)"), records);
  ASSERT_EQ(results.size(), 8u);
  for (const auto& result : results) EXPECT_EQ(result.outcome, HIF_OUTCOME_CREATED) << result.error;
  EXPECT_EQ(entries.server.writes, 8);
  EXPECT_EQ(entries.server.entries.size(), 8u);
}

TEST(Once, AnOutageAmongManyAtOnceStopsTheOthers) {
  Entries entries;
  entries.client.offer_many();
  entries.server.trouble = [](int write, const Asked&) {
    return write >= 6 ? Trouble::down : Trouble::none;
  };
  std::vector<std::string> records;
  for (int i = 0; i < 40; ++i) records.push_back(entry("x-" + std::to_string(i)));
  const auto config = creates(R"(, "bulk": "off", "connections": 4)");
  entries.run(config, records);
  EXPECT_EQ(entries.stopped, HIF_UNAVAILABLE);
  EXPECT_EQ(entries.server.entries.size(), 5u);
  EXPECT_LE(entries.server.writes, 8); // those that were under way
  entries.server.trouble = [](int, const Asked&) { return Trouble::none; };
  const auto results = entries.run(config, records);
  EXPECT_EQ(results.size(), 40u);
  EXPECT_EQ(entries.server.by_external_id().size(), 40u);
  EXPECT_EQ(entries.server.entries.size(), 40u);
}

// ---- every moment at which the process can be killed -------------------------------------------

struct Story {
  std::string config;
  Trouble trouble;
  std::size_t records, batch;
  bool many = false; // the client sends many requests at once
};

// Runs until everything is delivered, being killed once at step `dies_at` of the first run; the
// host hands over again what it had not kept. Gives whether the kill came about.
bool survives(const Story& story, int dies_at, EntryServer& server) {
  Vault vault;
  ScriptedClient client(server.script());
  if (story.many) client.offer_many();
  server.trouble = first(story.trouble);
  std::size_t position = 0;
  bool killed = false;
  for (int run = 0; run < 3 && position < story.records; ++run) {
    Fate fate;
    fate.dies_at = run == 0 ? dies_at : Fate::never;
    server.fate = &fate;
    for (auto& [name, lease] : vault.leases) lease.held = false; // its process has ended
    JournalHost host(vault, &fate);
    timely::Publisher publisher(creation(host, &client, story.config));
    PlainCall call;
    ResultList list;
    try {
      publisher.open(call.call(), {});
      publisher.flush(call.call(), list.sink());
      while (position < story.records) {
        const auto end = std::min(position + story.batch, story.records);
        hif::sdk::BatchBuilder builder;
        for (auto i = position; i < end; ++i)
          builder.add(builder.copy(entry("x-" + std::to_string(i))));
        hif::sdk::Batch batch;
        builder.finish(batch.out());
        publisher.write(call.call(), *batch.raw(), position, list.sink());
        publisher.flush(call.call(), list.sink());
        fate.step(); // before the host keeps its position
        position = end;
        fate.step();
        publisher.committed();
        fate.step();
      }
      publisher.close();
    } catch (const Killed&) {
      killed = true;
    } catch (const hif::sdk::Error& error) { // on the way out of a killed process
      EXPECT_TRUE(fate.dead) << error.what();
      killed = true;
    }
    for (const auto& result : list.results)
      EXPECT_EQ(result.outcome, HIF_OUTCOME_CREATED) << result.error;
  }
  EXPECT_EQ(position, story.records) << "killed at step " << dies_at;
  return killed;
}

class KilledAnywhere : public testing::TestWithParam<Story> {};

TEST_P(KilledAnywhere, EveryRecordIsThereOnceAndNoneIsMissing) {
  int moments = 0;
  for (int dies_at = 0;; ++dies_at) {
    EntryServer server;
    const bool killed = survives(GetParam(), dies_at, server);
    std::map<std::string, int> wanted;
    for (std::size_t i = 0; i < GetParam().records; ++i) wanted["x-" + std::to_string(i)] = 1;
    ASSERT_EQ(server.by_external_id(), wanted) << "killed at step " << dies_at;
    if (!killed) break;
    ++moments;
  }
  EXPECT_GT(moments, 10);
}

INSTANTIATE_TEST_SUITE_P(
    One, KilledAnywhere,
    testing::Values(Story{creates(R"(, "bulk": "off")"), Trouble::none, 9, 4},
                    Story{creates(R"(, "bulk": "off")"), Trouble::lost_after, 9, 4},
                    Story{creates(R"(, "bulk": "off")"), Trouble::lost_before, 9, 4},
                    Story{creates(R"(, "bulk": "off")"), Trouble::error_after, 9, 4},
                    Story{creates(R"(, "create": "upsert", "bulk": "off")"), Trouble::none, 6, 3}));
const std::string three_at_once = creates(R"(, "bulk": "off", "connections": 3)");
INSTANTIATE_TEST_SUITE_P(Many, KilledAnywhere,
                         testing::Values(Story{three_at_once, Trouble::none, 9, 5, true},
                                         Story{three_at_once, Trouble::lost_after, 9, 5, true},
                                         Story{three_at_once, Trouble::lost_before, 9, 5, true},
                                         Story{three_at_once, Trouble::error_after, 9, 5, true}));
INSTANTIATE_TEST_SUITE_P(Gathered, KilledAnywhere,
                         testing::Values(Story{creates(), Trouble::none, 23, 5},
                                         Story{creates(), Trouble::lost_after, 23, 5},
                                         Story{creates(), Trouble::lost_before, 23, 5},
                                         Story{creates(R"(, "bulk": {"max_items": 2})"),
                                               Trouble::garbage, 9, 5}));

} // namespace
