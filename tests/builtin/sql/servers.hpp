// SPDX-License-Identifier: MIT
#pragma once
// Databases for the tests of host.sql_publisher: an SQLite file, and a PostgreSQL server of the
// test's own where its programs are installed.

#include "builtin/file_fixture.hpp"

#include <memory>
#include <string>
#include <vector>

namespace sql_tests {

class TestDatabase {
 public:
  virtual ~TestDatabase() = default;
  // The part of a configuration that leads there.
  virtual hif::json::Object connection() const = 0;
  // Rows as text, values joined by '|', null as "null".
  virtual std::vector<std::string> rows(const std::string& sql) = 0;
  void execute(const std::string& sql) { rows(sql); }
  // "name type" of each column in order.
  virtual std::vector<std::string> columns(const std::string& table) = 0;
  bool sqlite() const { return connection().contains("path"); }
};

std::unique_ptr<TestDatabase> sqlite_database();
// None, with the reason in `why`, where no server can be started.
std::unique_ptr<TestDatabase> postgresql_database(std::string& why);

} // namespace sql_tests
