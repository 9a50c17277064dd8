// SPDX-License-Identifier: MIT
#include "store/sqlite.hpp"

#include <algorithm>
#include <sqlite3.h>
#include <stdexcept>

namespace host::sqlite {
namespace {

constexpr int busy_timeout_ms = 10'000;
constexpr std::size_t most_idle = 32; // statements, a few kilobytes each

std::string remedy(int code) {
  switch (code & 0xFF) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return "another process holds it; wait for it or stop it";
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_CANTOPEN:
    return "give this user the right to write it, or name another folder with --data-dir";
  case SQLITE_FULL:
    return "the disk is full; make room";
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return "it is damaged; put a backup in its place, or move it away to start over";
  default:
    return "";
  }
}

} // namespace

void Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}
void Database::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

Database::Database(const std::filesystem::path& path) : path_(path) {
  idle_.reserve(most_idle);
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &raw,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  handle_.reset(raw);
  if (code != SQLITE_OK) fail(code);
  sqlite3_busy_timeout(raw, busy_timeout_ms);
}

void Database::fail(int code) const {
  const char* why = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
  auto message = "the store " + path_.string() + " cannot be used: " + why;
  if (const auto what_to_do = remedy(code); !what_to_do.empty()) message += " (" + what_to_do + ")";
  throw std::runtime_error(message);
}

void Database::execute(const char* sql) {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

void Database::check_integrity() {
  Statement check(*this, "PRAGMA quick_check(1)");
  if (check.step() && check.text(0) != "ok")
    throw std::runtime_error("the store " + path_.string() + " cannot be used: " + check.text(0) +
                             " (" + remedy(SQLITE_CORRUPT) + ")");
}

std::int64_t Database::changes() const {
  return sqlite3_changes64(handle_.get());
}

std::int64_t Database::last_id() const {
  return sqlite3_last_insert_rowid(handle_.get());
}

Prepared Database::prepare(const char* sql) {
  const auto found = std::ranges::find_if(idle_, [&](const Prepared& statement) {
    return std::string_view(sqlite3_sql(statement.get())) == sql;
  });
  if (found != idle_.end()) {
    std::swap(*found, idle_.back());
    auto statement = std::move(idle_.back());
    idle_.pop_back();
    return statement;
  }
  sqlite3_stmt* raw = nullptr;
  const int code =
      sqlite3_prepare_v3(handle_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  Prepared statement(raw);
  if (code != SQLITE_OK) fail(code);
  return statement;
}

void Database::give_back(Prepared statement) noexcept {
  if (idle_.size() < most_idle) idle_.push_back(std::move(statement));
}

Statement::Statement(Database& database, const char* sql)
    : database_(database), handle_(database.prepare(sql)) {}

Statement::~Statement() {
  reset();
  database_.give_back(std::move(handle_));
}

Statement& Statement::bind(int parameter, std::string_view text) {
  const int code = sqlite3_bind_text64(handle_.get(), parameter, text.data() ? text.data() : "",
                                       text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK) database_.fail(code);
  return *this;
}

Statement& Statement::bind(int parameter, std::int64_t number) {
  const int code = sqlite3_bind_int64(handle_.get(), parameter, number);
  if (code != SQLITE_OK) database_.fail(code);
  return *this;
}

Statement& Statement::bind_blob(int parameter, std::string_view bytes) {
  const int code = sqlite3_bind_blob64(handle_.get(), parameter, bytes.data() ? bytes.data() : "",
                                       bytes.size(), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) database_.fail(code);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_.fail(code);
  return false;
}

void Statement::reset() {
  sqlite3_reset(handle_.get());
  sqlite3_clear_bindings(handle_.get());
}

std::string Statement::text(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column));
  return data ? std::string(data,
                            static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column)))
              : std::string();
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

Transaction::~Transaction() {
  if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

} // namespace host::sqlite
