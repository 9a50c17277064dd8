// SPDX-License-Identifier: MIT
// Statements that are prepared once and used again.

#include "store/sqlite.hpp"

#include "services/folder.hpp"

#include <gtest/gtest.h>

namespace {

using host::sqlite::Database;
using host::sqlite::Statement;

class Statements : public testing::Test {
 protected:
  tests::Folder folder;
  Database database{folder / "a.db"};
};

TEST_F(Statements, OfTheSameTextStartAnew) {
  constexpr const char* sql = "SELECT ? UNION ALL SELECT 'second'";
  {
    Statement first(database, sql);
    first.bind(1, "given");
    ASSERT_TRUE(first.step());
    EXPECT_EQ(first.text(0), "given");
  }
  Statement second(database, sql);
  ASSERT_TRUE(second.step());
  EXPECT_EQ(second.text(0), "") << "what was bound to the first";
  EXPECT_TRUE(second.step());
}

TEST_F(Statements, OfTheSameTextDoNotMeet) {
  Statement first(database, "SELECT ?"), second(database, "SELECT ?");
  first.bind(1, "a");
  second.bind(1, "b");
  ASSERT_TRUE(first.step() && second.step());
  EXPECT_EQ(first.text(0) + second.text(0), "ab");
}

TEST_F(Statements, AreUsedAgainAfterTheTablesChanged) {
  database.execute("CREATE TABLE t (a)");
  const auto columns = [&] {
    Statement query(database, "SELECT * FROM t");
    return query.step() ? query.text(0) + query.text(1) : "no row";
  };
  EXPECT_EQ(columns(), "no row");
  Database(folder / "a.db").execute("ALTER TABLE t ADD COLUMN b; INSERT INTO t VALUES ('a', 'b');");
  EXPECT_EQ(columns(), "ab");
}

TEST_F(Statements, OnesThatFailAreUsedAgain) {
  database.execute("CREATE TABLE t (a UNIQUE)");
  const auto insert = [&](std::string_view value) {
    Statement(database, "INSERT INTO t VALUES (?)").bind(1, value).run();
  };
  insert("a");
  EXPECT_THROW(insert("a"), std::runtime_error);
  insert("b");
  Statement count(database, "SELECT count(*) FROM t");
  ASSERT_TRUE(count.step());
  EXPECT_EQ(count.integer(0), 2);
}

} // namespace
