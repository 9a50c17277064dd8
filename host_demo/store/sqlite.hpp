// SPDX-License-Identifier: MIT
#pragma once
// SQLite with owners for its handles and errors that say what to do.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace host::sqlite {

class Database;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const;
};
using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

// One prepared statement: bind, step, read, and again after reset(). Columns and parameters count
// from 0 and 1, as in SQLite. What was prepared goes back to the database for the next statement
// of that text.
class Statement {
 public:
  Statement(Database& database, const char* sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, std::int64_t number);
  Statement& bind_blob(int parameter, std::string_view bytes);
  // True while there is a row.
  bool step();
  void run() {
    while (step()) {
    }
  }
  void reset();
  std::string text(int column) const;
  std::int64_t integer(int column) const;

 private:
  Database& database_;
  Prepared handle_;
};

class Database {
 public:
  // Opens or makes the file. Throws std::runtime_error.
  explicit Database(const std::filesystem::path& path);
  void execute(const char* sql);
  // Throws when the pages of the file do not belong together.
  void check_integrity();
  std::int64_t changes() const;
  std::int64_t last_id() const; // of the row that was inserted last
  sqlite3* handle() const { return handle_.get(); }
  // Throws what `code` means for the user.
  [[noreturn]] void fail(int code) const;

 private:
  friend class Statement;
  // The statement of that text: one that was given back, or a new one.
  Prepared prepare(const char* sql);
  void give_back(Prepared statement) noexcept;

  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::filesystem::path path_;
  std::unique_ptr<sqlite3, Close> handle_;
  std::vector<Prepared> idle_; // given back; go before the handle
};

// Rolled back unless commit() was called.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) {
    Statement(database_, "BEGIN IMMEDIATE").run();
  }
  ~Transaction();
  void commit() {
    Statement(database_, "COMMIT").run();
    open_ = false;
  }

 private:
  Database& database_;
  bool open_ = true;
};

} // namespace host::sqlite
