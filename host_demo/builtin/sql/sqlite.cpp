// SPDX-License-Identifier: MIT
// SQLite: types are a column's preference, so only what a preference would change needs another.

#include "builtin/sql/database.hpp"

#include <hif/sdk/error.hpp>
#include <hif/sdk/json_print.hpp>

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/SQLiteException.h>

#include <algorithm>
#include <cctype>

namespace host::sql {
namespace {

namespace sqlite = Poco::Data::SQLite;

constexpr int open_wait_s = 1; // Poco tries for so long, whatever keeps it from opening
constexpr int lock_wait_s = 10;
constexpr const char* made_here_mark = "/* made by host.sql_publisher */";

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) {
    return x < 128 && y < 128 ? std::tolower(x) == std::tolower(y) : x == y;
  });
}

// Whether a double holds it: one of 15 significant digits comes back as it was written.
bool is_exact_double(const hif::json::Value& value) {
  constexpr int exact_digits = 15;
  const auto real = value.to_double();
  if (!real) return false;
  const auto& text = value.as_number().text;
  int digits = 0;
  for (const char c : text.substr(0, text.find_first_of("eE")))
    if (c >= '0' && c <= '9' && (digits > 0 || c != '0')) ++digits;
  if (digits == 0) return true; // zero
  if (*real == 0) return false;
  return digits <= exact_digits || hif::json::print(*real) == text;
}

ColumnType type_named(const std::string& declared) {
  for (const auto& [name, type] : {std::pair("BOOLEAN", ColumnType::boolean),
                                   {"INTEGER", ColumnType::integer},
                                   {"NUMERIC", ColumnType::number},
                                   {"TEXT", ColumnType::text}})
    if (same_ignoring_case(declared, name)) return type;
  return ColumnType::other;
}

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(const Config& config) : Database(config) {
    sqlite::Connector::registerConnector();
    try {
      session_.emplace(sqlite::Connector::KEY, config.path, open_wait_s);
      session_->setConnectionTimeout(lock_wait_s);
    } catch (const Poco::Exception& error) {
      throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                            "cannot open \"" + config.path + "\": " + error.displayText());
    }
    table_ = quoted(config.table);
  }

  std::string quoted(std::string_view name) const override {
    if (name.empty()) throw Refusal("a field without a name cannot be a column");
    if (name.find('\0') != std::string_view::npos)
      throw Refusal("a column's name cannot hold a NUL character");
    std::string text = "\"";
    for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
    return text + '"';
  }

  const char* type_name(ColumnType type) const override {
    switch (type) {
    case ColumnType::boolean:
      return "BOOLEAN";
    case ColumnType::integer:
      return "INTEGER";
    case ColumnType::number:
      return "NUMERIC";
    default:
      return "TEXT";
    }
  }

  // Numbered: names are searched one by one.
  std::string parameter(std::size_t number) const override { return "?" + std::to_string(number); }

  bool same_name(std::string_view a, std::string_view b) const override {
    return same_ignoring_case(a, b);
  }

  ColumnType type_for(const hif::json::Value& value) const override {
    if (value.is_bool()) return ColumnType::boolean;
    if (is_whole_number(value)) return ColumnType::integer;
    if (value.is_number() && is_exact_double(value)) return ColumnType::number;
    return ColumnType::text;
  }

  bool fits(const hif::json::Value& value, ColumnType column) const override {
    if (value.is_null() || column == ColumnType::text || column == ColumnType::other) return true;
    const auto type = type_for(value);
    return type == column || (column == ColumnType::number && type == ColumnType::integer);
  }

  Value bound(const hif::json::Value& value, ColumnType column) const override {
    if (value.is_null()) return {};
    if (value.is_string()) return value.as_string();
    if (column == ColumnType::text) return hif::json::print(value);
    switch (type_for(value)) {
    case ColumnType::boolean:
      return std::int64_t{value.as_bool()};
    case ColumnType::integer:
      return value.as_int64();
    case ColumnType::number:
      return value.as_double();
    default:
      return hif::json::print(value);
    }
  }

  std::optional<std::vector<Column>> columns() override {
    std::vector<Column> columns;
    for (auto& row : rows("SELECT name, type FROM pragma_table_info($1)", {config_.table}))
      columns.push_back({row[0], type_named(row[1])});
    return columns.empty() ? std::nullopt : std::optional(std::move(columns));
  }

  bool made_here() override {
    const auto found =
        rows("SELECT sql FROM sqlite_master WHERE type='table' AND name=$1 COLLATE NOCASE",
             {config_.table});
    return !found.empty() && found[0][0].find(made_here_mark) != std::string::npos;
  }

  void create(const std::string& definition) override {
    execute("CREATE TABLE " + table_ + " (" + made_here_mark + " " + definition + ")");
  }

  // A column's type cannot be changed here: another takes its place.
  void widen(const Column& column, ColumnType type) override {
    for (const auto& key : config_.key)
      if (same_name(key, column.name))
        throw Refusal("the key \"" + column.name + "\" is " + type_name(column.type) +
                      " in this table, which SQLite cannot make " + type_name(type) +
                      "; make it text in a transformer, and run with --full into a new table");
    const auto old = quoted(column.name), made = quoted(column.name + "~widened");
    execute("ALTER TABLE " + table_ + " ADD COLUMN " + made + " " + type_name(type));
    const auto as_text = "CAST(" + old + " AS TEXT)";
    const auto value =
        type == ColumnType::number ? old
        : column.type == ColumnType::boolean
            ? "CASE " + old + " WHEN 0 THEN 'false' WHEN 1 THEN 'true' ELSE " + as_text + " END"
            : "CASE WHEN typeof(" + old + ")<>'real' OR CAST(" + as_text + " AS REAL)=" + old +
                  " THEN " + as_text + " ELSE printf('%!.17g'," + old + ") END";
    execute("UPDATE " + table_ + " SET " + made + "=" + value);
    execute("ALTER TABLE " + table_ + " DROP COLUMN " + old);
    execute("ALTER TABLE " + table_ + " RENAME COLUMN " + made + " TO " + old);
  }

  void begin() override { execute("BEGIN IMMEDIATE"); }

  void throw_if_lost(const Poco::Exception& error) override {
    using hif::sdk::Error;
    const auto fail = [&](hif_status status, const std::string& what_to_do) {
      throw Error(status, "cannot write " + config_.place() + ": " + error.message() +
                              (what_to_do.empty() ? "" : "; " + what_to_do));
    };
    if (dynamic_cast<const sqlite::DBLockedException*>(&error) ||
        dynamic_cast<const sqlite::TableLockedException*>(&error))
      fail(HIF_UNAVAILABLE, "another program has held it for " + std::to_string(lock_wait_s) +
                                " s; run again when it is done");
    if (dynamic_cast<const sqlite::DatabaseFullException*>(&error))
      fail(HIF_RESOURCE_EXHAUSTED, "free some space and run again, it goes on from here");
    if (dynamic_cast<const sqlite::ReadOnlyException*>(&error) ||
        dynamic_cast<const sqlite::CantOpenDBFileException*>(&error))
      fail(HIF_INVALID_ARGUMENT, "give this user the right to write the file and its folder");
    if (dynamic_cast<const sqlite::CorruptImageException*>(&error))
      fail(HIF_DATA_LOSS, "put a backup in its place");
    if (dynamic_cast<const sqlite::IOErrorException*>(&error)) fail(HIF_DATA_LOSS, "");
  }
};

} // namespace

std::unique_ptr<Database> open_sqlite(const Config& config) {
  return std::make_unique<SqliteDatabase>(config);
}

} // namespace host::sql
