// SPDX-License-Identifier: MIT
#include "builtin/sql/servers.hpp"

#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/RecordSet.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>

#include <unistd.h>

#include <pwd.h>

namespace sql_tests {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> read_rows(Poco::Data::Session& session, const std::string& sql) {
  Poco::Data::Statement statement(session);
  statement << sql;
  statement.execute();
  std::vector<std::string> rows;
  if (statement.columnsExtracted() == 0) return rows;
  Poco::Data::RecordSet records(statement);
  for (bool more = records.moveFirst(); more; more = records.moveNext()) {
    std::string row;
    for (std::size_t i = 0; i < records.columnCount(); ++i) {
      const auto value = records.value(i);
      row +=
          (i ? "|" : "") + (value.isEmpty() ? std::string("null") : value.convert<std::string>());
    }
    rows.push_back(row);
  }
  return rows;
}

class Sqlite final : public TestDatabase {
 public:
  Sqlite() { Poco::Data::SQLite::Connector::registerConnector(); }
  hif::json::Object connection() const override { return {{"path", folder_ / "test.db"}}; }
  std::vector<std::string> rows(const std::string& sql) override {
    Poco::Data::Session session("SQLite", folder_ / "test.db");
    return read_rows(session, sql);
  }
  std::vector<std::string> columns(const std::string& table) override {
    return rows("SELECT name || ' ' || lower(type) FROM pragma_table_info('" + table + "')");
  }

 private:
  files::Folder folder_;
};

// Where Debian keeps the server's programs; the newest version that there is.
std::string server_programs() {
  std::error_code ignored;
  std::vector<std::string> found;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", ignored))
    if (fs::exists(version.path() / "bin" / "initdb", ignored))
      found.push_back((version.path() / "bin").string());
  std::ranges::sort(found);
  return found.empty() ? "" : found.back();
}

// A cluster in a folder, reached over a socket in it. The server refuses to run as root: then it
// is `nobody`'s.
class Server {
 public:
  static Server& get() {
    static Server server;
    return server;
  }
  ~Server() {
    if (why.empty()) run("pg_ctl -D " + data() + " -m immediate -w stop");
  }
  const std::string& folder() const { return root_; }

  std::string why; // there is none

 private:
  Server() : root_(folder_ / "server") {
    programs_ = server_programs();
    if (programs_.empty()) {
      why = "no PostgreSQL server is installed";
      return;
    }
    fs::permissions(fs::path(root_).parent_path(), fs::perms::all);
    fs::create_directory(root_);
    if (::geteuid() == 0) {
      const auto* nobody = ::getpwnam("nobody");
      if (!nobody || ::chown(root_.c_str(), nobody->pw_uid, nobody->pw_gid) != 0) {
        why = "there is no user \"nobody\" to run PostgreSQL as";
        return;
      }
    }
    if (!run("initdb --no-sync -A trust -U tester -E UTF8 --locale=C -D " + data()) ||
        !run("pg_ctl -D " + data() + " -w -l " + root_ + "/log -o \"-F -k " + root_ +
             " -c listen_addresses=''\" start"))
      why = "PostgreSQL does not start: " + files::read_file(root_ + "/out");
  }

  std::string data() const { return root_ + "/data"; }
  bool run(const std::string& command) const {
    const auto line =
        "cd " + root_ + " && " + programs_ + "/" + command + " >>" + root_ + "/out 2>&1";
    const auto as_nobody =
        "setpriv --reuid=nobody --regid=nogroup --clear-groups sh -c '" + line + "'";
    return std::system((::geteuid() == 0 ? as_nobody : line).c_str()) == 0;
  }

  files::Folder folder_;
  std::string root_, programs_;
};

// A schema of the test's own in the one server.
class Postgresql final : public TestDatabase {
 public:
  Postgresql()
      : session_("PostgreSQL",
                 "host=" + Server::get().folder() +
                     " user=tester dbname=postgres options=-cclient_min_messages=error") {
    rows("DROP SCHEMA public CASCADE");
    rows("CREATE SCHEMA public");
  }
  hif::json::Object connection() const override {
    return {{"connection", hif::json::Object{{"host", Server::get().folder()},
                                             {"user", "tester"},
                                             {"database", "postgres"}}}};
  }
  std::vector<std::string> rows(const std::string& sql) override {
    return read_rows(session_, sql);
  }
  std::vector<std::string> columns(const std::string& table) override {
    return rows("SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute WHERE "
                "attrelid='\"" +
                table + "\"'::regclass AND attnum>0 AND NOT attisdropped ORDER BY attnum");
  }

 private:
  Poco::Data::Session session_;
};

} // namespace

std::unique_ptr<TestDatabase> sqlite_database() {
  return std::make_unique<Sqlite>();
}

std::unique_ptr<TestDatabase> postgresql_database(std::string& why) {
  why = Server::get().why;
  if (!why.empty()) return nullptr;
  Poco::Data::PostgreSQL::Connector::registerConnector();
  return std::make_unique<Postgresql>();
}

} // namespace sql_tests
