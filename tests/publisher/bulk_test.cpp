// SPDX-License-Identifier: MIT
#include "writing.hpp"

#include "../effort.hpp"

#include <random>

using namespace timely::test;

namespace {

const std::string updates = outgoing("PUT", "Update an event");
const std::string deletes = outgoing("DELETE", "Delete an event");

std::string update(std::int64_t id, const std::string& note) {
  return R"({"path":{"id":)" + std::to_string(id) + R"(},"payload":{"note":")" + note + R"("}})";
}
std::string removal(std::int64_t id) {
  return R"({"path":{"id":)" + std::to_string(id) + "}}";
}
std::vector<std::string> entries_numbered(int count) {
  std::vector<std::string> records;
  for (int i = 0; i < count; ++i) records.push_back(entry("n-" + std::to_string(i)));
  return records;
}

TEST(Bulk, CreatesAreGatheredUpToTheMostThatTheVendorTakes) {
  Entries entries;
  const auto results = entries.run(creates(), entries_numbered(250));
  ASSERT_EQ(results.size(), 250u);
  EXPECT_EQ(entries.asked(), "POPOPO");
  EXPECT_EQ(entries.server.most_rows, 100u);
  for (std::uint64_t i = 0; i < 250; ++i) {
    EXPECT_EQ(results[i].index, i);
    EXPECT_EQ(results[i].outcome, HIF_OUTCOME_CREATED);
    EXPECT_EQ(results[i].id, std::to_string(1000 + i));
    EXPECT_EQ(results[i].response, "{\"id\":" + std::to_string(1000 + i) + "}");
    EXPECT_EQ(results[i].http_status, 200);
  }
}

TEST(Bulk, RowHasNoEnvelopeAndAnUpdateHasItsId) {
  Entries entries;
  entries.run(creates(),
              {R"({"event":{"day":"2026-03-09","note":"a"}})", R"({"day":"2026-03-10"})"});
  EXPECT_EQ(entries.client.asked.at(0).target, "/1.1/123123/bulk/events");
  EXPECT_EQ(entries.client.asked[0].body,
            R"({"create":[{"day":"2026-03-09","note":"a"},{"day":"2026-03-10"}]})");
  entries.run(updates, {update(1000, "x"), update(1001, "y")});
  EXPECT_EQ(entries.client.asked.at(1).body,
            R"({"update":[{"id":1000,"note":"x"},{"id":1001,"note":"y"}]})");
  EXPECT_EQ(entries.client.asked[1].repeat, HIF_REPEAT_ALWAYS);
  entries.run(deletes, {removal(1000), removal(1001)});
  EXPECT_EQ(entries.client.asked.at(2).body, R"({"delete":[1000,1001]})");
  EXPECT_TRUE(entries.server.entries.empty());
}

TEST(Bulk, RecordThatComesAloneIsSentByItself) {
  Entries entries;
  entries.run(creates(), {entry("a-1")});
  EXPECT_EQ(entries.client.asked.at(0).target, "/1.1/123123/events");
}

TEST(Bulk, OffSendsEveryRecordByItself) {
  Entries entries;
  entries.run(creates(R"(, "bulk": "off")"), entries_numbered(3));
  EXPECT_EQ(entries.server.gathered, 0);
  EXPECT_EQ(entries.server.entries.size(), 3u);
}

TEST(Bulk, LimitOfItemsIsTheUsers) {
  Entries entries;
  entries.run(creates(R"(, "bulk": {"max_items": 4})"), entries_numbered(10));
  EXPECT_EQ(entries.server.most_rows, 4u);
  EXPECT_EQ(entries.server.gathered, 3);
}

TEST(Bulk, PathThatTheRowCannotNameIsWrittenIntoIt) {
  Entries entries;
  entries.run(outgoing("POST", "events.create_for_user"),
              {R"({"path":{"user_id":7},"payload":{"day":"2026-03-09"}})",
               R"({"path":{"user_id":8},"payload":{"day":"2026-03-09"}})"});
  EXPECT_EQ(entries.client.asked.at(0).target, "/1.1/123123/bulk/events");
  EXPECT_NE(entries.client.asked[0].body.find(R"("user_id":8)"), std::string::npos)
      << entries.client.asked[0].body;
}

TEST(Bulk, RowOfOneAccountIsNotSentToAnother) {
  Entries entries;
  entries.run(creates(), {R"({"path":{"account_id":1},"payload":{"day":"2026-03-09"}})",
                          R"({"path":{"account_id":2},"payload":{"day":"2026-03-09"}})",
                          R"({"path":{"account_id":1},"payload":{"day":"2026-03-09"}})"});
  ASSERT_EQ(entries.client.asked.size(), 2u);
  EXPECT_EQ(entries.client.asked[0].target, "/1.1/1/bulk/events");
  EXPECT_EQ(entries.client.asked[1].target, "/1.1/2/events");
}

TEST(Bulk, RefusedRowsFailInTheVendorsWordsAndTheOthersAreCarriedOut) {
  Entries entries;
  const auto results = entries.run(
      creates(), {entry("a-1"), entry("a-2", "bad"), entry("a-3"), entry("a-4", "bad")});
  EXPECT_EQ(results.at(0).outcome, HIF_OUTCOME_CREATED);
  EXPECT_EQ(results.at(2).id, "1001") << "ids belong to the rows that were not refused";
  for (const auto i : {1, 3}) {
    EXPECT_EQ(results[i].outcome, HIF_OUTCOME_FAILED);
    EXPECT_FALSE(results[i].ambiguous);
    EXPECT_NE(results[i].error.find("note: is bad"), std::string::npos) << results[i].error;
    EXPECT_NE(results[i].details.find(R"("fields":{"note":["is bad"]})"), std::string::npos);
  }
  EXPECT_EQ(entries.asked(), "PO");
}

TEST(Bulk, RefusalOfTheWholeIsNarrowedToTheRowsThatCauseIt) {
  Entries entries;
  entries.server.refuses_whole = true;
  auto records = entries_numbered(16);
  records[5] = entry("n-5", "bad");
  const auto results = entries.run(creates(), records);
  ASSERT_EQ(results.size(), 16u);
  for (std::size_t i = 0; i < 16; ++i)
    EXPECT_EQ(results[i].outcome, i == 5 ? HIF_OUTCOME_FAILED : HIF_OUTCOME_CREATED) << i;
  EXPECT_NE(results[5].error.find("note: is bad"), std::string::npos) << results[5].error;
  EXPECT_EQ(entries.server.entries.size(), 15u);
  EXPECT_EQ(entries.server.writes, 9) << "16, 8+8, 4+4, 2+2, 1+1";
}

TEST(Bulk, JobIsSettledByReadingBack) {
  Entries entries;
  entries.server.answers_later = true;
  const auto created = entries.run(creates(), {entry("a-1"), entry("a-2")});
  EXPECT_EQ(created.at(1).outcome, HIF_OUTCOME_CREATED) << created[1].error;
  EXPECT_EQ(created[1].id, "1001");
  const auto updated = entries.run(updates, {update(1000, "x"), update(1001, "y")});
  EXPECT_EQ(updated.at(0).outcome, HIF_OUTCOME_UPDATED) << updated[0].error;
  EXPECT_EQ(updated[0].id, "1000");
  const auto deleted = entries.run(deletes, {removal(1000), removal(1001)});
  EXPECT_EQ(deleted.at(0).outcome, HIF_OUTCOME_DELETED) << deleted[0].error;
  EXPECT_EQ(entries.server.writes, 3);
}

TEST(Bulk, RowThatAJobLeftOutFails) {
  Entries entries;
  entries.server.answers_later = true;
  const auto results = entries.run(creates(), {entry("a-1"), entry("a-2", "bad")});
  EXPECT_EQ(results.at(0).outcome, HIF_OUTCOME_CREATED);
  EXPECT_EQ(results.at(1).outcome, HIF_OUTCOME_FAILED);
  EXPECT_NE(results[1].error.find("not there yet"), std::string::npos) << results[1].error;
}

TEST(Bulk, JobOfRecordsWithoutAnIdentifierIsTakenAtTheVendorsWord) {
  Entries entries;
  entries.server.answers_later = true;
  const auto results =
      entries.run(creates(), {R"({"day":"2026-03-09"})", R"({"day":"2026-03-09"})"});
  EXPECT_EQ(results.at(0).outcome, HIF_OUTCOME_ACCEPTED);
  EXPECT_EQ(results[0].http_status, 202);
}

TEST(Bulk, DeleteOfWhatIsNotThereIsThatRecordsFailure) {
  for (const bool silent : {false, true}) {
    Entries entries;
    entries.server.silent_on_missing = silent;
    const auto id = entries.server.add({{"day", "2026-03-09"}});
    const auto results = entries.run(deletes, {removal(id), removal(77)});
    EXPECT_EQ(results.at(0).outcome, HIF_OUTCOME_DELETED) << results[0].error;
    EXPECT_EQ(results.at(1).outcome, HIF_OUTCOME_FAILED);
    EXPECT_NE(results[1].error.find("Not found"), std::string::npos) << results[1].error;
    EXPECT_EQ(results[1].id, "77");
  }
}

TEST(Bulk, LostAnswerIsSettledRowByRow) {
  for (const auto trouble : {Trouble::lost_after, Trouble::error_after, Trouble::garbage}) {
    Entries entries;
    entries.server.trouble = [&](int write, const Asked&) {
      return write == 1 ? trouble : Trouble::none;
    };
    const auto results = entries.run(creates(), entries_numbered(40));
    ASSERT_EQ(results.size(), 40u);
    for (const auto& result : results)
      EXPECT_EQ(result.outcome, HIF_OUTCOME_CREATED) << result.error;
    EXPECT_EQ(entries.server.entries.size(), 40u);
    EXPECT_EQ(entries.asked(), "POG") << "all rows of a day are found in one list";
  }
}

TEST(Bulk, LostAnswerMakesRowsWithoutAnIdentifierAmbiguousAndNoOthers) {
  Entries entries;
  entries.server.trouble = [](int write, const Asked&) {
    return write == 1 ? Trouble::lost_before : Trouble::none;
  };
  const auto results =
      entries.run(creates(), {entry("a-1"), R"({"day":"2026-03-09"})", entry("a-2")});
  EXPECT_EQ(results.at(0).outcome, HIF_OUTCOME_CREATED) << results[0].error;
  EXPECT_TRUE(results.at(1).ambiguous);
  EXPECT_EQ(results.at(2).outcome, HIF_OUTCOME_CREATED);
  EXPECT_EQ(entries.server.entries.size(), 2u);
}

TEST(Bulk, RecordsAboutTheSameThingKeepTheirOrder) {
  Entries entries;
  const auto id = entries.server.add({{"day", "2026-03-09"}, {"note", "first"}});
  const auto other = entries.server.add({{"day", "2026-03-09"}});
  const auto results = entries.run(
      outgoing("PUT", "Update an event", R"(, "connections": 8)"),
      {update(id, "second"), update(other, "x"), update(id, "third"), update(id, "last")});
  ASSERT_EQ(results.size(), 4u);
  EXPECT_EQ(*entries.server.entries[id].find("note"), hif::json::Value("last"));
  EXPECT_EQ(entries.server.writes, 3);
}

TEST(Bulk, GatheredRowsOfSeveralWritesAreSettledByTheFlush) {
  Entries entries;
  JournalHost host(entries.vault);
  timely::Publisher publisher(creation(host, &entries.client, creates()));
  PlainCall call;
  ResultList list;
  publisher.open(call.call(), {});
  const auto write = [&](const std::string& record, std::uint64_t index) {
    hif::sdk::BatchBuilder builder;
    builder.add(builder.copy(record));
    hif::sdk::Batch batch;
    builder.finish(batch.out());
    publisher.write(call.call(), *batch.raw(), index, list.sink());
  };
  write(entry("a-1"), 0);
  write(entry("a-2"), 1);
  EXPECT_TRUE(entries.client.asked.empty());
  host.slept_ms = 1500; // longer than the longest wait
  write(entry("a-3"), 2);
  EXPECT_EQ(list.results.size(), 3u);
  write(entry("a-4"), 3);
  publisher.flush(call.call(), list.sink());
  EXPECT_EQ(list.results.size(), 4u);
  EXPECT_EQ(entries.server.gathered, 1);
  publisher.close();
}

TEST(Bulk, DryRunShowsWhatWouldBeSent) {
  Entries entries;
  const auto results = entries.run(creates(), entries_numbered(3), HIF_CALL_DRY_RUN);
  ASSERT_EQ(entries.client.asked.size(), 1u);
  EXPECT_EQ(entries.client.asked[0].target, "/1.1/123123/bulk/events");
  EXPECT_EQ(results.at(2).outcome, HIF_OUTCOME_PREVIEWED);
  EXPECT_TRUE(entries.server.entries.empty());
}

TEST(Bulk, AnswerThatIsNoneIsAmbiguousForDeletesAndUpdates) {
  ScriptedClient client(answer(200, "[]"));
  const auto results = write_all(client, deletes, {removal(1), removal(2)});
  EXPECT_TRUE(results.at(1).ambiguous);
  EXPECT_EQ(results[1].status, HIF_DATA_LOSS);
}

// ---- errors in every shape ---------------------------------------------------------------------

std::string second_row(const std::string& errors) {
  ScriptedClient client(
      answer(200, R"({"created_ids":[5,6],"errors":{"create":)" + errors + R"(},"job":null})"));
  const auto results = write_all(client, creates(),
                                 {R"({"day":"2026-03-09"})", R"({"day":"2026-03-09","note":"b"})",
                                  R"({"day":"2026-03-09","note":"c"})"});
  EXPECT_EQ(results.at(0).id, "5") << errors;
  EXPECT_EQ(results.at(2).id, "6") << errors;
  EXPECT_EQ(results.at(1).outcome, HIF_OUTCOME_FAILED) << errors;
  return results[1].error;
}

TEST(Bulk, ErrorsNameTheirRowInManyWays) {
  for (const auto* errors :
       {R"([{"index":1,"errors":{"note":["too long"]}}])",
        R"([{"index":"1","message":"note: too long"}])", R"([{"row":1,"note":["too long"]}])",
        R"([[1,{"note":["too long"]}]])", R"([{"index":1,"error":"note: too long"}])",
        R"({"1":{"note":["too long"]}})", R"({"1":"note: too long"})",
        R"([null,{"note":["too long"]},null])", R"([{},{"errors":{"note":"too long"}},{}])",
        R"([[],["note: too long"],[]])"})
    EXPECT_NE(second_row(errors).find("note: too long"), std::string::npos)
        << errors << " " << second_row(errors);
}

// ---- any mixture of rows, troubles and limits ---------------------------------------------------

TEST(Bulk, EveryRecordHasItsOwnOutcomeWhateverHappens) {
  for (unsigned seed = 0; seed < tests::seeds(300); ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
    Entries entries;
    entries.server.refuses_whole = pick(1) == 1;
    const int troubled = pick(6);
    const auto trouble = static_cast<Trouble>(pick(5));
    entries.server.trouble = [&](int write, const Asked&) {
      return write == troubled ? trouble : Trouble::none;
    };
    std::vector<std::string> records;
    std::map<std::string, int> wanted;
    const int count = pick(60);
    std::vector<bool> bad;
    for (int i = 0; i < count; ++i) {
      const auto id = "r-" + std::to_string(i);
      bad.push_back(pick(5) == 0);
      records.push_back(entry(id, bad.back() ? "bad" : "fine"));
      if (!bad.back()) wanted[id] = 1;
    }
    const auto config = creates(R"(, "connections": )" + std::to_string(1 + 7 * pick(1)) +
                                R"(, "bulk": {"max_items": )" + std::to_string(1 + pick(20)) + "}");
    const auto results = entries.run(config, records);
    ASSERT_EQ(entries.stopped, HIF_OK);
    ASSERT_EQ(results.size(), records.size());
    EXPECT_EQ(entries.server.by_external_id(), wanted) << "seed " << seed;
    std::set<std::string> ids;
    for (const auto& result : results) {
      const bool failed = result.outcome == HIF_OUTCOME_FAILED;
      EXPECT_EQ(failed, bad.at(result.index)) << "seed " << seed << ": " << result.error;
      if (failed) continue;
      EXPECT_TRUE(ids.insert(result.id).second) << "seed " << seed;
      const auto& made = entries.server.entries.at(std::stoll(result.id));
      EXPECT_EQ(made.find("external_id")->as_string(), "r-" + std::to_string(result.index))
          << "seed " << seed;
    }
  }
}

} // namespace
