// SPDX-License-Identifier: MIT
#include "store/sqlite_store.hpp"

#include "services/clock.hpp"
#include "services/process_identity.hpp"
#include "services/sealed_file.hpp"
#include "store/run_table.hpp"
#include "store/sqlite.hpp"
#include "store/task_table.hpp"

#include <fcntl.h>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

namespace host {
namespace {

// Kept in PRAGMA user_version. A change of the tables is a step appended to `migrations`.
constexpr const char* migrations[] = {
    R"(CREATE TABLE state (
         scope TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL, revision INTEGER NOT NULL,
         PRIMARY KEY (scope, name)) WITHOUT ROWID;
       CREATE TABLE position (
         route TEXT NOT NULL, outgoing TEXT NOT NULL, value BLOB NOT NULL,
         settled INTEGER NOT NULL, PRIMARY KEY (route, outgoing)) WITHOUT ROWID;
       CREATE TABLE task (
         id INTEGER PRIMARY KEY AUTOINCREMENT, route TEXT NOT NULL, outgoing TEXT NOT NULL,
         status TEXT NOT NULL, attempts INTEGER NOT NULL, error TEXT NOT NULL, record TEXT NOT NULL,
         created_us INTEGER NOT NULL, updated_us INTEGER NOT NULL);)",
    R"(CREATE TABLE lease (
         scope TEXT NOT NULL, name TEXT NOT NULL, fence INTEGER NOT NULL, holder TEXT NOT NULL,
         until_us INTEGER NOT NULL, duration_us INTEGER NOT NULL,
         PRIMARY KEY (scope, name)) WITHOUT ROWID;)",
    R"(ALTER TABLE task ADD COLUMN stage TEXT NOT NULL DEFAULT 'publisher';
       ALTER TABLE task ADD COLUMN step INTEGER NOT NULL DEFAULT 0;
       UPDATE task SET stage='incoming' WHERE outgoing='';
       CREATE INDEX task_by_route ON task (route, id);
       CREATE INDEX task_by_status ON task (status, id);
       CREATE TABLE attempt (
         task INTEGER NOT NULL REFERENCES task (id) ON DELETE CASCADE, number INTEGER NOT NULL,
         at_us INTEGER NOT NULL, request TEXT NOT NULL, answer TEXT NOT NULL, error TEXT NOT NULL,
         PRIMARY KEY (task, number)) WITHOUT ROWID;)",
    R"(CREATE TABLE position_part (
         route TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL,
         PRIMARY KEY (route, name));)",
    R"(CREATE TABLE run (
         id INTEGER PRIMARY KEY AUTOINCREMENT, route TEXT NOT NULL, status TEXT NOT NULL,
         read_all INTEGER NOT NULL, started_us INTEGER NOT NULL, ended_us INTEGER NOT NULL,
         records_in INTEGER NOT NULL, records_out INTEGER NOT NULL, failed INTEGER NOT NULL,
         requests INTEGER NOT NULL, retries INTEGER NOT NULL, bytes_in INTEGER NOT NULL,
         read_requests INTEGER NOT NULL, error TEXT NOT NULL);
       CREATE INDEX run_by_route ON run (route, id);)",
    R"(ALTER TABLE position ADD COLUMN behind TEXT NOT NULL DEFAULT '';
       ALTER TABLE task ADD COLUMN lane INTEGER NOT NULL DEFAULT 0;)",
};
constexpr std::int64_t newest_version = std::size(migrations);

// "12+3 20+1": three records from the 12th on, and the 20th.
std::string text_of(const std::vector<SettledRange>& ranges) {
  std::string text;
  for (const auto& range : ranges)
    text.append(text.empty() ? "" : " ")
        .append(std::to_string(range.first) + "+" + std::to_string(range.count));
  return text;
}

std::vector<SettledRange> ranges_in(const std::string& text) {
  std::vector<SettledRange> ranges;
  std::istringstream words(text);
  SettledRange range{};
  for (char plus = 0; words >> range.first >> plus >> range.count;) ranges.push_back(range);
  return ranges;
}

class SqliteStore : public Store {
 public:
  explicit SqliteStore(std::filesystem::path data_dir) : data_dir_(std::move(data_dir)) {}

  std::optional<StateValue> get_state(std::string_view scope, std::string_view name) override {
    const std::lock_guard lock(mutex_);
    sqlite::Statement query(database(),
                            "SELECT value, revision FROM state WHERE scope=? AND name=?");
    query.bind(1, scope).bind(2, name);
    if (!query.step()) return std::nullopt;
    return StateValue{query.text(0), static_cast<std::uint64_t>(query.integer(1))};
  }

  std::optional<std::uint64_t> put_state(std::string_view scope, std::string_view name,
                                         std::string_view value, std::uint64_t expected) override {
    const std::lock_guard lock(mutex_);
    sqlite::Statement write(
        database(),
        expected == 0
            ? "INSERT OR IGNORE INTO state (scope, name, value, revision) VALUES (?,?,?,?)"
            : "UPDATE state SET value=?3, revision=?4 WHERE scope=?1 AND name=?2 AND revision=?5");
    write.bind(1, scope).bind(2, name).bind_blob(3, value);
    write.bind(4, static_cast<std::int64_t>(expected + 1));
    if (expected != 0) write.bind(5, static_cast<std::int64_t>(expected));
    write.run();
    if (database().changes() == 0) return std::nullopt;
    return expected + 1;
  }

  void remove_state(std::string_view scope, std::string_view name) override {
    const std::lock_guard lock(mutex_);
    sqlite::Statement(database(), "DELETE FROM state WHERE scope=? AND name=?")
        .bind(1, scope)
        .bind(2, name)
        .run();
  }

  // The row of a lease stays for ever, so that its fence only grows. A released one is until 0.
  LeaseAnswer acquire_lease(std::string_view scope, std::string_view name,
                            std::int64_t duration_ms) override {
    const std::lock_guard lock(mutex_);
    sqlite::Transaction transaction(database());
    sqlite::Statement query(database(), "SELECT fence, holder, until_us, duration_us FROM lease "
                                        "WHERE scope=? AND name=?");
    query.bind(1, scope).bind(2, name);
    const bool known = query.step();
    const auto fence = known ? query.integer(0) : 0;
    const auto now = unix_now_us();
    const auto left_us = known ? query.integer(2) - now : 0;
    // One that would last longer than it was taken for is from before the clock was set back.
    if (left_us > 0 && left_us <= query.integer(3) && !has_ended(query.text(1)))
      return {false, static_cast<std::uint64_t>(fence), (left_us + 999) / 1000};
    const auto duration_us = duration_ms * 1000;
    sqlite::Statement(database(), "INSERT OR REPLACE INTO lease (scope, name, fence, holder, "
                                  "until_us, duration_us) VALUES (?,?,?,?,?,?)")
        .bind(1, scope)
        .bind(2, name)
        .bind(3, fence + 1)
        .bind(4, this_process())
        .bind(5, now + duration_us)
        .bind(6, duration_us)
        .run();
    transaction.commit();
    return {true, static_cast<std::uint64_t>(fence + 1), duration_ms};
  }

  bool renew_lease(std::string_view scope, std::string_view name, std::uint64_t fence,
                   std::int64_t duration_ms) override {
    const std::lock_guard lock(mutex_);
    const auto duration_us = duration_ms * 1000;
    sqlite::Statement(database(), "UPDATE lease SET until_us=?, duration_us=? "
                                  "WHERE scope=? AND name=? AND fence=? AND until_us>0")
        .bind(1, unix_now_us() + duration_us)
        .bind(2, duration_us)
        .bind(3, scope)
        .bind(4, name)
        .bind(5, static_cast<std::int64_t>(fence))
        .run();
    return database().changes() > 0;
  }

  void release_lease(std::string_view scope, std::string_view name, std::uint64_t fence) override {
    const std::lock_guard lock(mutex_);
    sqlite::Statement(database(),
                      "UPDATE lease SET until_us=0 WHERE scope=? AND name=? AND fence=?")
        .bind(1, scope)
        .bind(2, name)
        .bind(3, static_cast<std::int64_t>(fence))
        .run();
  }

  // The incoming's checkpoint is the row with an empty outgoing: no outgoing has an empty name. Its
  // `settled` is 1 while the sinks are to be made anew.
  std::optional<RoutePosition> position(std::string_view route) override {
    const std::lock_guard lock(mutex_);
    sqlite::Statement query(database(),
                            "SELECT outgoing, value, settled, behind FROM position WHERE route=?");
    query.bind(1, route);
    std::optional<RoutePosition> found;
    while (query.step()) {
      if (!found) found.emplace();
      const auto outgoing = query.text(0);
      if (outgoing.empty()) {
        found->checkpoint = query.text(1);
        found->anew = query.integer(2) != 0;
      } else {
        found->outgoing[outgoing] = {query.text(1), static_cast<std::uint64_t>(query.integer(2)),
                                     ranges_in(query.text(3))};
      }
    }
    return found;
  }

  std::string sink_position(std::string_view outgoing) override {
    const std::lock_guard lock(mutex_);
    sqlite::Statement query(
        database(), "SELECT value FROM position WHERE outgoing=? AND length(value)>0 LIMIT 1");
    query.bind(1, outgoing);
    return query.step() ? query.text(0) : std::string();
  }

  void commit(std::string_view route, const RoutePosition& position,
              const std::vector<Task>& failed, const PartChanges& changes) override {
    const std::lock_guard lock(mutex_);
    sqlite::Transaction transaction(database());
    forget(route);
    change_parts(route, changes);
    sqlite::Statement put(
        database(),
        "INSERT INTO position (route, outgoing, value, settled, behind) VALUES (?,?,?,?,?)");
    put.bind(1, route).bind(2, std::string_view()).bind_blob(3, position.checkpoint);
    put.bind(4, std::int64_t{position.anew}).bind(5, std::string_view()).run();
    for (const auto& [outgoing, reached] : position.outgoing) {
      put.reset();
      put.bind(1, route).bind(2, outgoing).bind_blob(3, reached.sink);
      put.bind(4, static_cast<std::int64_t>(reached.settled));
      put.bind(5, text_of(reached.behind)).run();
      if (!reached.sink.empty()) move_sink(database(), outgoing, reached.sink);
    }
    for (const auto& task : failed) add_task(database(), task);
    transaction.commit();
  }

  void forget_position(std::string_view route) override {
    const std::lock_guard lock(mutex_);
    sqlite::Transaction transaction(database());
    forget(route);
    change_parts(route, {.anew = true, .parts = {}});
    transaction.commit();
  }

  std::optional<std::string> part(std::string_view route, std::string_view name) override {
    const std::lock_guard lock(mutex_);
    sqlite::Statement query(database(), "SELECT value FROM position_part WHERE route=? AND name=?");
    query.bind(1, route).bind(2, name);
    if (!query.step()) return std::nullopt;
    return query.text(0);
  }

  std::vector<std::string> part_names(std::string_view route) override {
    const std::lock_guard lock(mutex_);
    sqlite::Statement query(database(),
                            "SELECT name FROM position_part WHERE route=? ORDER BY name");
    query.bind(1, route);
    std::vector<std::string> names;
    while (query.step()) names.push_back(query.text(0));
    return names;
  }

  std::map<std::string, RoutePosition> positions() override {
    std::vector<std::string> routes;
    {
      const std::lock_guard lock(mutex_);
      sqlite::Statement query(database(), "SELECT DISTINCT route FROM position");
      while (query.step()) routes.push_back(query.text(0));
    }
    std::map<std::string, RoutePosition> all;
    for (const auto& route : routes)
      if (auto found = position(route)) all.emplace(route, std::move(*found));
    return all;
  }

  TaskKeeper& kept_tasks() override { return tasks_; }

  void keep_run(const PastRun& run) override {
    const std::lock_guard lock(mutex_);
    sqlite::Transaction transaction(database());
    add_run(database(), run);
    transaction.commit();
  }

  std::vector<PastRun> past_runs(std::string_view route, std::int64_t most) override {
    const std::lock_guard lock(mutex_);
    return runs_of(database(), route, most);
  }

 private:
  void forget(std::string_view route) {
    sqlite::Statement(database(), "DELETE FROM position WHERE route=?").bind(1, route).run();
  }

  void change_parts(std::string_view route, const PartChanges& changes) {
    if (changes.anew)
      sqlite::Statement(database(), "DELETE FROM position_part WHERE route=?").bind(1, route).run();
    if (changes.parts.empty()) return;
    sqlite::Statement put(
        database(), "INSERT OR REPLACE INTO position_part (route, name, value) VALUES (?,?,?)");
    sqlite::Statement remove(database(), "DELETE FROM position_part WHERE route=? AND name=?");
    for (const auto& [name, value] : changes.parts) {
      auto& change = value.empty() ? remove : put;
      change.reset();
      change.bind(1, route).bind(2, name);
      if (!value.empty()) change.bind_blob(3, value);
      change.run();
    }
  }

  sqlite::Database& database() {
    if (!database_) open();
    return *database_;
  }

  void open() {
    make_private_folder(data_dir_);
    const auto path = data_dir_ / "hif.db";
    make_private(path);
    // Where the last process that used it was not closed, or still runs: a look at the whole file.
    const bool closed = !std::filesystem::exists(path.string() + "-wal");
    auto opened = std::make_unique<sqlite::Database>(path);
    if (!closed) opened->check_integrity();
    // Changing the journal's mode waits for nobody: SQLite answers "locked" at once when two
    // processes do it together.
    const FileLock one_at_a_time(data_dir_ / "hif.db.lock");
    opened->execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;");
    migrate(*opened, path);
    database_ = std::move(opened);
  }

  // Its journal files get the same mode. What fails here fails in SQLite, with a reason.
  static void make_private(const std::filesystem::path& path) {
    if (const int fd = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600); fd >= 0)
      ::close(fd);
  }

  static void migrate(sqlite::Database& database, const std::filesystem::path& path) {
    const auto version_of = [&] {
      sqlite::Statement query(database, "PRAGMA user_version");
      return query.step() ? query.integer(0) : 0;
    };
    if (version_of() == newest_version) return;
    sqlite::Transaction transaction(database);
    const auto version = version_of(); // again, now that nobody else can change it
    if (version > newest_version)
      throw std::runtime_error("the store " + path.string() + " is of version " +
                               std::to_string(version) + ", newer than this program knows (" +
                               std::to_string(newest_version) + "); use the newer program");
    for (auto step = version; step < newest_version; ++step) database.execute(migrations[step]);
    database.execute(("PRAGMA user_version=" + std::to_string(newest_version)).c_str());
    transaction.commit();
  }

  std::filesystem::path data_dir_;
  std::mutex mutex_;
  std::unique_ptr<sqlite::Database> database_;
  TaskTable tasks_{mutex_, [this]() -> sqlite::Database& { return database(); }};
};

} // namespace

std::unique_ptr<Store> open_sqlite_store(std::filesystem::path data_dir) {
  return std::make_unique<SqliteStore>(std::move(data_dir));
}

} // namespace host
