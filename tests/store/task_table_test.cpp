// SPDX-License-Identifier: MIT
// Tasks: filters, statuses, retention, and that many of them stay quick.

#include "effort.hpp"
#include "services/folder.hpp"
#include "store/sqlite.hpp"
#include "store/sqlite_store.hpp"

#include <gtest/gtest.h>

namespace {

using host::Task;

Task failed(const std::string& route, const std::string& record) {
  Task task;
  task.route = route;
  task.outgoing = "out";
  task.status = "Failed";
  task.attempts = 1;
  task.error = "no";
  task.record = record;
  return task;
}

class TaskTable : public testing::Test {
 protected:
  void keep(const std::string& route, std::int64_t count) {
    store->commit(route, {},
                  std::vector<Task>(static_cast<std::size_t>(count),
                                    failed(route, R"({"name":"Northwind"})")));
  }
  // What SQLite means to do for a query.
  std::string plan_of(const std::string& sql) {
    host::sqlite::Database database(folder / "data" / "hif.db");
    host::sqlite::Statement query(database, ("EXPLAIN QUERY PLAN " + sql).c_str());
    std::string plan;
    while (query.step()) plan += query.text(3) + "\n";
    return plan;
  }

  tests::Folder folder;
  std::unique_ptr<host::Store> store = host::open_sqlite_store(folder / "data");
  host::TaskKeeper& tasks = store->kept_tasks();
};

TEST_F(TaskTable, ListsByRouteAndStatusAndPageByPage) {
  keep("a", 3);
  keep("b", 3);
  tasks.set_status(2, "Skipped");
  host::TaskFilter filter;
  filter.route = "a";
  EXPECT_EQ(tasks.list(filter).size(), 3u);
  filter.status = "Failed";
  EXPECT_EQ(tasks.list(filter).size(), 2u);
  filter.route = "";
  filter.limit = 2;
  EXPECT_EQ(tasks.list(filter).back().id, 3);
  filter.after_id = 3;
  EXPECT_EQ(tasks.list(filter).front().id, 4);
  EXPECT_EQ(tasks.count_by_status(),
            (std::map<std::string, std::int64_t>{{"Failed", 5}, {"Skipped", 1}}));
}

TEST_F(TaskTable, FindsEachPageByAnIndexHoweverManyTasksThereAre) {
  keep("a", 1);
  for (const char* filter : {"route='a' AND", "status='Failed' AND", ""}) {
    const auto plan =
        plan_of(std::string("SELECT * FROM task WHERE ") + filter + " id>7 ORDER BY id LIMIT 9");
    EXPECT_NE(plan.find("SEARCH"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
  }
}

TEST_F(TaskTable, HoldsAHundredThousandTasksAndSettlesAmongThem) {
  constexpr std::int64_t many = tests::effort(100'000);
  keep("a", many);
  host::TaskFilter filter;
  filter.status = "Failed";
  std::int64_t seen = 0;
  while (true) {
    const auto page = tasks.list(filter);
    if (page.empty()) break;
    seen += std::ssize(page);
    filter.after_id = page.back().id;
  }
  EXPECT_EQ(seen, many);
  for (std::int64_t id = many - 500; id < many; ++id) EXPECT_TRUE(tasks.set_status(id, "Skipped"));
  EXPECT_EQ(tasks.count_by_status().at("Failed"), many - 500);
  EXPECT_EQ(tasks.find(many - 1)->status, "Skipped");
}

TEST_F(TaskTable, DropsTheOldestSettledBeyondTheCapAndNoOther) {
  keep("a", host::max_settled_tasks + 3);
  {
    host::sqlite::Database database(folder / "data" / "hif.db");
    database.execute("UPDATE task SET status='Finished' WHERE id>2");
  }
  ASSERT_TRUE(tasks.set_status(2, "Skipped"));
  EXPECT_EQ(tasks.count_by_status().at("Failed"), 1);
  EXPECT_FALSE(tasks.find(2)); // the oldest settled
  EXPECT_FALSE(tasks.find(3));
  EXPECT_TRUE(tasks.find(4));
  EXPECT_TRUE(tasks.attempts(3).empty());
  EXPECT_EQ(tasks.attempts(4).size(), 1u);
}

TEST_F(TaskTable, TakesOverTheTasksOfOlderVersions) {
  store.reset();
  tests::fs::create_directories(folder / "old");
  {
    host::sqlite::Database old(folder / "old" / "hif.db");
    old.execute(R"(
      CREATE TABLE state (scope TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL,
        revision INTEGER NOT NULL, PRIMARY KEY (scope, name)) WITHOUT ROWID;
      CREATE TABLE position (route TEXT NOT NULL, outgoing TEXT NOT NULL, value BLOB NOT NULL,
        settled INTEGER NOT NULL, PRIMARY KEY (route, outgoing)) WITHOUT ROWID;
      CREATE TABLE task (id INTEGER PRIMARY KEY AUTOINCREMENT, route TEXT NOT NULL,
        outgoing TEXT NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL,
        error TEXT NOT NULL, record TEXT NOT NULL, created_us INTEGER NOT NULL,
        updated_us INTEGER NOT NULL);
      INSERT INTO task VALUES (1,'r','out','Failed',1,'no','{"n":1}',5,5);
      INSERT INTO task VALUES (2,'r','','Failed',1,'no','{"n":2}',5,5);
      PRAGMA user_version=1;)");
  }
  const auto taken = host::open_sqlite_store(folder / "old")->tasks();
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(taken[0].record, R"({"n":1})");
  EXPECT_EQ(taken[0].stage, "publisher");
  EXPECT_EQ(taken[1].stage, "incoming");
}

} // namespace
