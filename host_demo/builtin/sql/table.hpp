// SPDX-License-Identifier: MIT
#pragma once
// The table that records go to: made and widened as they need it.

#include "builtin/sql/database.hpp"

#include <set>
#include <string>
#include <vector>

namespace host::sql {

// Which rows of an append-only table one outgoing wrote, and in what order.
struct Mark {
  std::string writer;
  std::int64_t sequence = 0; // of the last row
};

// Not for two threads at once. Throws as Database does.
class Table {
 public:
  Table(Database& database, const Config& config);

  // Reads the columns anew, as after a roll back.
  void reload();
  bool exists() const { return !columns_.empty(); }
  // Throws Error HIF_INVALID_ARGUMENT when rows cannot be found by the key.
  void check_key();
  // Takes all rows away, as a full run asks. Throws Error HIF_INVALID_ARGUMENT for a table of
  // somebody else's that the configuration does not speak of.
  void empty();
  // Takes the rows of a writer behind `mark` away.
  void cut_back(const Mark& mark);

  // Rows go together in statements of at most so many; 1 shows which one is refused.
  void set_rows_per_statement(std::size_t rows) { rows_per_statement_ = rows; }
  // Each throws Refusal when the record cannot be a row, or one before it was refused.
  void upsert(const hif::json::Object& record);
  void remove(const hif::json::Object& record);
  void append(const hif::json::Object& record, const Mark& mark);
  // Sends what is not sent yet.
  void flush();

 private:
  struct Cell {
    std::size_t column; // in columns_
    Value value;
  };
  // Rows of one form, not sent yet.
  struct Pending {
    bool removal = false;
    std::vector<std::size_t> columns; // of each row
    std::vector<Value> values;        // row after row
    std::size_t rows = 0;
    std::set<std::vector<Value>> keys; // a statement must not meet a row twice
  };
  const Column* find(std::string_view name) const;
  std::vector<Cell> cells_of(const hif::json::Object& record);
  void add_cell(std::vector<Cell>& cells, const std::string& name, const hif::json::Value& value);
  void make(const hif::json::Object& record);
  void add_column(const std::string& name, ColumnType type);
  void widen(Column& column, const hif::json::Value& value);
  const hif::json::Value& key_value(const hif::json::Object& record, const std::string& name) const;
  bool is_key(const std::string& column) const;
  std::string name_of(std::size_t column) const { return database_.quoted(columns_[column].name); }
  std::string key_list() const;
  void take(bool removal, std::vector<Cell> cells);
  std::string insertion() const;
  std::string removal() const;

  Database& database_;
  const Config& config_;
  std::vector<Column> columns_;
  bool made_here_ = true; // else its columns are not altered
  std::size_t rows_per_statement_ = 1;
  Pending pending_;
};

} // namespace host::sql
