// SPDX-License-Identifier: MIT
// host.sql_publisher over its C table: SQLite always, PostgreSQL where a server can be started; in
// continuous integration (CI=true) one must be there.

#include "builtin/sql/servers.hpp"

#include <cstdlib>

namespace {

using files::Writer;
using Rows = std::vector<std::string>;

class SqlPublisher : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (std::string(GetParam()) == "Sqlite") {
      database = sql_tests::sqlite_database();
      return;
    }
    std::string why;
    database = sql_tests::postgresql_database(why);
    if (database) return;
    const auto* ci = std::getenv("CI");
    if (ci && std::string(ci) == "true") FAIL() << why << ", and CI=true asks for it";
    GTEST_SKIP() << why;
  }

  hif::json::Value config(const std::string& table, std::vector<std::string> key,
                          const char* full_run = nullptr) const {
    auto config = database->connection();
    config.set("table", table);
    hif::json::Array names(key.begin(), key.end());
    if (!key.empty()) config.set("key", std::move(names));
    if (full_run) config.set("full_run", full_run);
    return config;
  }

  // A run that writes the records as one batch; gives the position after it.
  std::string write(const hif::json::Value& config, const Rows& records,
                    const std::string& position = "", std::uint32_t flags = 0) {
    Writer writer("host.sql_publisher", config);
    EXPECT_EQ(writer.open(position, flags), HIF_OK) << writer.message;
    EXPECT_EQ(writer.write(records), HIF_OK) << writer.message;
    outcomes = writer.outcomes;
    return writer.flush().value_or("");
  }

  Rows rows(const std::string& sql) { return database->rows(sql); }
  // What only one of the two says.
  Rows either(Rows sqlite, Rows postgresql) const {
    return database->sqlite() ? sqlite : postgresql;
  }

  std::unique_ptr<sql_tests::TestDatabase> database;
  std::vector<files::Outcome> outcomes;
};

INSTANTIATE_TEST_SUITE_P(On, SqlPublisher, testing::Values("Sqlite", "Postgresql"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(SqlPublisher, MakesTheTableFromTheFirstRecordWithTypesByJson) {
  write(
      config("hours", {"id"}),
      {R"({"id":1,"name":"A","billed":true,"rate":1.25,"tags":["a"],"user":{"id":9},"note":null})"});
  EXPECT_EQ(database->columns("hours"), either({"id integer", "name text", "billed boolean",
                                                "rate numeric", "tags text", "user text"},
                                               {"id bigint", "name text", "billed boolean",
                                                "rate numeric", "tags text", "user text"}));
  EXPECT_EQ(rows(R"(SELECT id, name, rate, tags, "user" FROM hours)"),
            Rows{R"(1|A|1.25|["a"]|{"id":9})"});
  EXPECT_EQ(rows("SELECT count(*) FROM hours WHERE billed"), Rows{"1"});
}

TEST_P(SqlPublisher, IntegersOf64BitsAndDecimalsAreKeptExactly) {
  write(config("numbers", {"id"}),
        {R"({"id":9223372036854775807,"small":-9223372036854775808,"price":0.1})"});
  EXPECT_EQ(rows("SELECT id, small, price FROM numbers"),
            Rows{"9223372036854775807|-9223372036854775808|0.1"});
}

TEST_P(SqlPublisher, ANumberBeyondThoseIsKeptDigitByDigit) {
  write(config("numbers", {"id"}),
        {R"({"id":1,"big":123456789012345678901234567890,"fine":0.12345678901234567890123})"});
  EXPECT_EQ(rows("SELECT CAST(big AS TEXT), CAST(fine AS TEXT) FROM numbers"),
            Rows{"123456789012345678901234567890|0.12345678901234567890123"});
  EXPECT_EQ(database->columns("numbers"), either({"id integer", "big text", "fine text"},
                                                 {"id bigint", "big numeric", "fine numeric"}));
}

TEST_P(SqlPublisher, LaterRecordsAddColumns) {
  const auto to = config("t", {"id"});
  write(to, {R"({"id":1})", R"({"id":2,"more":"x"})"});
  write(to, {R"({"id":3,"even.more":true})"});
  EXPECT_EQ(rows(R"(SELECT id, more FROM t ORDER BY id)"), (Rows{"1|null", "2|x", "3|null"}));
  EXPECT_EQ(rows(R"(SELECT id FROM t WHERE "even.more")"), Rows{"3"});
}

TEST_P(SqlPublisher, AColumnBecomesWiderWhereAValueNeedsIt) {
  const auto to = config("t", {"id"});
  write(to, {R"({"id":1,"a":5,"b":true,"c":1.5,"d":7})"});
  write(to, {R"({"id":2,"a":0.5,"b":"maybe","c":"n/a","d":123456789012345678901234567890})"});
  for (const auto& outcome : outcomes)
    EXPECT_EQ(outcome.outcome, HIF_OUTCOME_ACCEPTED) << outcome.error;
  EXPECT_EQ(rows("SELECT id, a, b, c, CAST(d AS TEXT) FROM t ORDER BY id"),
            (Rows{"1|5|true|1.5|7", "2|0.5|maybe|n/a|123456789012345678901234567890"}));
}

TEST_P(SqlPublisher, ATableOfSomebodyElseIsNotAltered) {
  const std::string integer = database->sqlite() ? "INTEGER" : "BIGINT";
  database->execute("CREATE TABLE t (id " + integer + " PRIMARY KEY, a " + integer +
                    " NOT NULL DEFAULT 7)");
  write(config("t", {"id"}), {R"({"id":1,"a":"n/a"})", R"({"id":2})"});
  EXPECT_EQ(outcomes[0].outcome, HIF_OUTCOME_FAILED);
  EXPECT_NE(outcomes[0].error.find("somebody else made the table"), std::string::npos)
      << outcomes[0].error;
  EXPECT_EQ(rows("SELECT id, a FROM t"), Rows{"2|7"});
}

TEST_P(SqlPublisher, AKeyThatCannotBeWiderFailsItsRecord) {
  if (!database->sqlite()) GTEST_SKIP() << "PostgreSQL widens keys";
  write(config("t", {"id"}), {R"({"id":1})"});
  write(config("t", {"id"}), {R"({"id":"x"})", R"({"id":2})"});
  EXPECT_EQ(outcomes[0].outcome, HIF_OUTCOME_FAILED);
  EXPECT_NE(outcomes[0].error.find("the key \"id\" is INTEGER in this table"), std::string::npos)
      << outcomes[0].error;
  EXPECT_EQ(rows("SELECT id FROM t ORDER BY id"), (Rows{"1", "2"}));
}

TEST_P(SqlPublisher, ARecordTakesThePlaceOfTheRowWithItsKey) {
  const auto to = config("t", {"account", "id"});
  write(to, {R"({"account":1,"id":1,"name":"old","left":"stays"})",
             R"({"account":1,"id":1,"name":"new"})", R"({"account":2,"id":1,"name":"other"})"});
  EXPECT_EQ(rows(R"(SELECT account, id, name, "left" FROM t ORDER BY account)"),
            (Rows{"1|1|new|stays", "2|1|other|null"}));
}

TEST_P(SqlPublisher, ADeletedRecordDeletesItsRow) {
  const auto to = config("t", {"id"});
  write(to, {R"({"id":1,"a":1})", R"({"id":2,"a":1})", R"({"id":3,"a":1})"});
  Writer writer("host.sql_publisher", to);
  ASSERT_EQ(writer.open(), HIF_OK) << writer.message;
  hif::sdk::BatchBuilder builder;
  hif_record deleted{};
  deleted.json = hif::sdk::str(R"({"id":2})");
  deleted.op = HIF_RECORD_DELETE;
  builder.add(deleted);
  builder.add(builder.copy(R"({"op":"delete","id":3,"a":1})"));
  hif::sdk::Batch batch;
  builder.finish(batch.out());
  EXPECT_EQ(writer.write(batch), HIF_OK) << writer.message;
  EXPECT_EQ(rows("SELECT id FROM t"), Rows{"1"});
}

TEST_P(SqlPublisher, NamesThatLookLikeSqlAreNames) {
  const std::string table = R"(x"; DROP TABLE t; --)";
  write(config(table, {"id"}),
        {R"({"id":1,"a\"b; DROP":"'); DROP TABLE x; --","$1":"one","c$2\\":"two","?":"three"})"});
  for (const auto& outcome : outcomes)
    EXPECT_EQ(outcome.outcome, HIF_OUTCOME_ACCEPTED) << outcome.error;
  EXPECT_EQ(rows(R"(SELECT "a""b; DROP", "?" FROM "x""; DROP TABLE t; --")"),
            Rows{"'); DROP TABLE x; --|three"});
  EXPECT_EQ(database->columns(database->sqlite() ? table : R"(x""; DROP TABLE t; --)").size(), 5u);
}

TEST_P(SqlPublisher, WhatFailsForOneRecordLeavesTheOthers) {
  write(config("t", {"id"}), {R"({"id":1,"a":1})", R"({"a":2})", R"({"id":null,"a":3})",
                              R"({"id":4,"":5})", "[]", R"({"id":6,"a":6,"b":"x"})"});
  EXPECT_EQ(rows("SELECT id, a, b FROM t ORDER BY id"), (Rows{"1|1|null", "6|6|x"}));
  ASSERT_EQ(outcomes.size(), 6u);
  const std::vector<std::int32_t> wanted = {HIF_OUTCOME_ACCEPTED, HIF_OUTCOME_FAILED,
                                            HIF_OUTCOME_FAILED,   HIF_OUTCOME_FAILED,
                                            HIF_OUTCOME_FAILED,   HIF_OUTCOME_ACCEPTED};
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_EQ(outcomes[i].outcome, wanted[i]) << i;
  EXPECT_NE(outcomes[1].error.find("the key \"id\" is not in the record"), std::string::npos)
      << outcomes[1].error;
  EXPECT_NE(outcomes[1].error.find("table \"t\""), std::string::npos);
  EXPECT_NE(outcomes[2].error.find("the key \"id\" is null"), std::string::npos);
}

TEST_P(SqlPublisher, AConstraintOfTheTableFailsTheRecordInTheDatabasesWords) {
  database->execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER CHECK (a < 10))");
  write(config("t", {"id"}), {R"({"id":1,"a":1})", R"({"id":2,"a":100})", R"({"id":3,"a":3})"});
  EXPECT_EQ(rows("SELECT id, a FROM t ORDER BY id"), (Rows{"1|1", "3|3"}));
  EXPECT_EQ(outcomes[1].outcome, HIF_OUTCOME_FAILED);
  const auto words = either({"CHECK constraint failed: a < 10"},
                            {"ERROR:  new row for relation \"t\" violates check constraint "
                             "\"t_a_check\""});
  EXPECT_TRUE(outcomes[1].error.ends_with(words[0])) << outcomes[1].error;
}

TEST_P(SqlPublisher, WithoutAKeyRowsAreAppended) {
  const auto to = config("log", {});
  const auto position = write(to, {R"({"a":1})", R"({"a":1})"});
  write(to, {R"({"a":2})"}, position);
  EXPECT_EQ(rows("SELECT a, _hif_sequence FROM log ORDER BY _hif_sequence"),
            (Rows{"1|1", "1|2", "2|3"}));
}

TEST_P(SqlPublisher, RowsBehindTheKeptPositionAreTakenAwayAfterACrash) {
  const auto to = config("log", {}), other = config("log", {});
  const auto kept = write(to, {R"({"a":1})"});
  write(other, {R"({"a":"of another"})"});
  write(to, {R"({"a":2})", R"({"a":3})"}, kept); // and then the host dies before it keeps that
  write(to, {R"({"a":"2 again"})"}, kept);
  EXPECT_EQ(rows("SELECT a FROM log ORDER BY a"), (Rows{"1", "2 again", "of another"}));
}

TEST_P(SqlPublisher, WritingABatchAgainAfterACrashDoublesNothing) {
  const auto to = config("t", {"id"});
  const auto start = write(to, {});
  EXPECT_NE(start, "") << "a run begins again from its checkpoint";
  const Rows batch = {R"({"id":1,"a":1})", R"({"id":1,"a":2})", R"({"id":2,"a":3})",
                      R"({"op":"delete","id":2})"};
  write(to, batch, start);
  write(to, batch, start);
  EXPECT_EQ(rows("SELECT id, a FROM t"), Rows{"1|2"});
}

TEST_P(SqlPublisher, AFullRunEmptiesATableOfItsOwn) {
  const auto to = config("t", {"id"});
  write(to, {R"({"id":1})"});
  write(to, {R"({"id":2})"}, "", HIF_CALL_ANEW);
  EXPECT_EQ(rows("SELECT id FROM t"), Rows{"2"});
  write(config("t", {"id"}, "keep"), {R"({"id":3})"}, "", HIF_CALL_ANEW);
  EXPECT_EQ(rows("SELECT id FROM t ORDER BY id"), (Rows{"2", "3"}));
}

TEST_P(SqlPublisher, AFullRunDoesNotEmptyATableOfSomebodyElseUnasked) {
  database->execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
  database->execute("INSERT INTO t VALUES (1)");
  Writer writer("host.sql_publisher", config("t", {"id"}));
  EXPECT_EQ(writer.open("", HIF_CALL_ANEW), HIF_INVALID_ARGUMENT);
  EXPECT_NE(writer.message.find("full_run: empty"), std::string::npos) << writer.message;
  EXPECT_EQ(rows("SELECT id FROM t"), Rows{"1"});
  write(config("t", {"id"}, "empty"), {R"({"id":2})"}, "", HIF_CALL_ANEW);
  EXPECT_EQ(rows("SELECT id FROM t"), Rows{"2"});
}

TEST_P(SqlPublisher, AKeyThatTheTableDoesNotHoldUniqueIsToldAtOpening) {
  database->execute("CREATE TABLE t (id INTEGER)");
  Writer writer("host.sql_publisher", config("t", {"id"}));
  EXPECT_EQ(writer.open(), HIF_INVALID_ARGUMENT);
  const auto advice = writer.message.find("CREATE UNIQUE INDEX");
  ASSERT_NE(advice, std::string::npos) << writer.message;
  database->execute(
      writer.message.substr(advice, writer.message.find(" makes it possible") - advice));
  write(config("t", {"id"}), {R"({"id":1})", R"({"id":1})"});
  EXPECT_EQ(rows("SELECT id FROM t"), Rows{"1"});
}

TEST_P(SqlPublisher, ADryRunTouchesNothing) {
  Writer writer("host.sql_publisher", config("t", {"id"}));
  ASSERT_EQ(writer.open("", HIF_CALL_DRY_RUN), HIF_OK) << writer.message;
  EXPECT_EQ(writer.write(tables::batch_of({R"({"id":1})"}), 0, HIF_CALL_DRY_RUN), HIF_OK);
  EXPECT_EQ(writer.outcomes.at(0).outcome, HIF_OUTCOME_PREVIEWED);
  EXPECT_EQ(rows("SELECT 1 FROM " +
                 std::string(database->sqlite() ? "sqlite_master" : "pg_tables") + " WHERE " +
                 (database->sqlite() ? "name" : "tablename") + "='t'"),
            Rows{});
}

TEST_P(SqlPublisher, ThePositionOfAnotherTableCountsForNothing) {
  const auto position = write(config("first", {}), {R"({"a":1})", R"({"a":2})"});
  write(config("second", {}), {R"({"a":3})"}, position);
  EXPECT_EQ(rows("SELECT a, _hif_sequence FROM second"), Rows{"3|1"});
}

TEST(SqlPublisherConfig, EachFaultIsNamedWithItsPlace) {
  const auto details = [](const char* config) {
    tables::TestCall call;
    const auto& prototype = files::builtin("host.sql_publisher");
    tables::TestHost host;
    prototype.validate(&prototype, call.raw(), host.raw(), hif::sdk::str(config));
    return call.message;
  };
  EXPECT_EQ(details(R"({"path":"a.db","table":"t"})"), "");
  EXPECT_NE(details(R"({"table":"t"})").find("neither \"path\" nor \"connection\""),
            std::string::npos);
  EXPECT_NE(details(R"({"path":"a","connection":{},"table":"t"})").find("/connection: both"),
            std::string::npos);
  const auto spaces = details(R"({"connection":{"password":"p w"},"table":"t"})");
  EXPECT_NE(spaces.find("/connection/password"), std::string::npos);
  EXPECT_EQ(spaces.find("p w"), std::string::npos) << "no secret in a message";
  EXPECT_NE(details(R"({"path":"a","schema":"s","table":"t"})").find("SQLite has no schemas"),
            std::string::npos);
  EXPECT_NE(details(R"({"path":"a","key":["id","id"],"table":"t"})").find("named twice"),
            std::string::npos);
}

TEST(SqlPublisherFailures, AServerThatIsNotThereIsUnavailable) {
  Writer writer(
      "host.sql_publisher",
      hif::json::parse(
          R"({"connection":{"host":"127.0.0.1","port":1,"password":"hush"},"table":"t"})"));
  EXPECT_EQ(writer.open(), HIF_UNAVAILABLE);
  EXPECT_NE(writer.message.find("127.0.0.1"), std::string::npos) << writer.message;
  EXPECT_EQ(writer.message.find("hush"), std::string::npos);
}

TEST(SqlPublisherFailures, AnSqliteFileInNoFolderIsTold) {
  files::Folder folder;
  Writer writer("host.sql_publisher",
                hif::json::Object{{"path", folder / "none/t.db"}, {"table", "t"}});
  EXPECT_EQ(writer.open(), HIF_INVALID_ARGUMENT);
  EXPECT_NE(writer.message.find("none/t.db"), std::string::npos) << writer.message;
}

TEST(SqlPublisherFailures, AFileThatIsNoDatabaseIsTold) {
  files::Folder folder;
  files::write_file(folder / "t.db", std::string(4096, 'x'));
  Writer writer("host.sql_publisher", hif::json::Object{{"path", folder / "t.db"}, {"table", "t"}});
  EXPECT_EQ(writer.open(), HIF_DATA_LOSS);
  EXPECT_NE(writer.message.find("not a database"), std::string::npos) << writer.message;
}

} // namespace
