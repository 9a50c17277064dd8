// SPDX-License-Identifier: MIT
#include "builtin/sql/table.hpp"

#include <hif/sdk/error.hpp>

#include <algorithm>
#include <utility>

namespace host::sql {
namespace {

constexpr const char* writer_column = "_hif_writer";
constexpr const char* sequence_column = "_hif_sequence";
constexpr std::size_t max_parameters = 30'000; // of a statement; SQLite takes 32,766

std::string joined(const std::vector<std::string>& parts, const char* separator) {
  std::string all;
  for (const auto& part : parts) all += (all.empty() ? "" : separator) + part;
  return all;
}

} // namespace

Table::Table(Database& database, const Config& config) : database_(database), config_(config) {
  reload();
}

void Table::reload() {
  pending_ = {};
  columns_ = database_.columns().value_or(std::vector<Column>());
  made_here_ = columns_.empty() || database_.made_here();
}

// Asks for nothing to be inserted, which the database only understands with a unique key.
void Table::check_key() {
  if (!exists() || config_.key.empty()) return;
  const auto keys = key_list();
  try {
    database_.execute("INSERT INTO " + database_.table() + " (" + keys + ") SELECT " + keys +
                      " FROM " + database_.table() + " WHERE 1=0 ON CONFLICT (" + keys +
                      ") DO NOTHING");
  } catch (const Refusal& refusal) {
    throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                          "cannot find rows of " + config_.place() +
                              " by its key: " + refusal.what() + "; CREATE UNIQUE INDEX " +
                              database_.quoted("key of " + config_.table) + " ON " +
                              database_.table() + " (" + keys + ") makes it possible");
  }
}

void Table::empty() {
  if (!exists() || config_.full_run == FullRun::keep) return;
  if (config_.full_run == FullRun::unsaid && !made_here_ &&
      !database_.rows("SELECT 1 FROM " + database_.table() + " LIMIT 1").empty())
    throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                          config_.place() +
                              " was not made by host.sql_publisher, and a full run would empty it; "
                              "say what it shall do: full_run: empty, or full_run: keep");
  database_.execute("DELETE FROM " + database_.table());
}

void Table::cut_back(const Mark& mark) {
  if (!find(writer_column) || !find(sequence_column)) return;
  database_.execute("DELETE FROM " + database_.table() + " WHERE " +
                        database_.quoted(writer_column) + "=" + database_.parameter(1) + " AND " +
                        database_.quoted(sequence_column) + ">" + database_.parameter(2),
                    {mark.writer, database_.bound(mark.sequence, ColumnType::integer)});
}

const Column* Table::find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      columns_, [&](const auto& column) { return database_.same_name(column.name, name); });
  return found == columns_.end() ? nullptr : &*found;
}

std::string Table::key_list() const {
  std::vector<std::string> names;
  for (const auto& name : config_.key) names.push_back(database_.quoted(name));
  return joined(names, ", ");
}

const hif::json::Value& Table::key_value(const hif::json::Object& record,
                                         const std::string& name) const {
  const auto* value = record.find(name);
  if (!value || value->is_null())
    throw Refusal("the key \"" + name + "\" is " + (value ? "null" : "not in the record"));
  return *value;
}

bool Table::is_key(const std::string& column) const {
  return std::ranges::any_of(config_.key,
                             [&](const auto& key) { return database_.same_name(key, column); });
}

void Table::upsert(const hif::json::Object& record) {
  for (const auto& name : config_.key) key_value(record, name);
  if (!exists()) make(record);
  take(false, cells_of(record));
}

void Table::remove(const hif::json::Object& record) {
  for (const auto& name : config_.key) key_value(record, name);
  if (!exists()) return;
  std::vector<Cell> cells;
  for (const auto& name : config_.key) add_cell(cells, name, key_value(record, name));
  take(true, std::move(cells));
}

void Table::append(const hif::json::Object& record, const Mark& mark) {
  if (!exists()) make(record);
  auto cells = cells_of(record);
  add_cell(cells, writer_column, mark.writer);
  add_cell(cells, sequence_column, mark.sequence);
  take(false, std::move(cells));
}

std::vector<Table::Cell> Table::cells_of(const hif::json::Object& record) {
  std::vector<Cell> cells;
  for (const auto& member : record) add_cell(cells, member.name, member.value);
  return cells;
}

// The column is added, or made wider, when the value needs it.
void Table::add_cell(std::vector<Cell>& cells, const std::string& name,
                     const hif::json::Value& value) {
  const auto* found = find(name);
  if (!found && value.is_null()) return;
  if (!found) add_column(name, database_.type_for(value));
  const auto index =
      found ? static_cast<std::size_t>(found - columns_.data()) : columns_.size() - 1;
  auto& column = columns_[index];
  for (const auto& cell : cells)
    if (cell.column == index)
      throw Refusal("the record has two fields for the column \"" + column.name + "\"");
  if (!database_.fits(value, column.type)) widen(column, value);
  cells.push_back({index, database_.bound(value, column.type)});
}

void Table::add_column(const std::string& name, ColumnType type) {
  const auto definition = database_.quoted(name) + " " + database_.type_name(type);
  flush();
  database_.execute("ALTER TABLE " + database_.table() + " ADD COLUMN " + definition);
  columns_.push_back({name, type});
}

void Table::widen(Column& column, const hif::json::Value& value) {
  if (!made_here_)
    throw Refusal("the column \"" + column.name + "\" is " + database_.type_name(column.type) +
                  ", and the value is " + database_.type_name(database_.type_for(value)) +
                  "; somebody else made the table, so its columns keep their types: alter it, or "
                  "convert the value in a transformer");
  flush();
  const bool number =
      column.type == ColumnType::integer && database_.type_for(value) == ColumnType::number;
  const auto type = number ? ColumnType::number : ColumnType::text;
  database_.widen(column, type);
  column.type = type;
}

void Table::take(bool removal, std::vector<Cell> cells) {
  std::ranges::sort(cells, {}, &Cell::column);
  std::vector<std::size_t> columns;
  std::vector<Value> key;
  for (const auto& cell : cells) {
    columns.push_back(cell.column);
    if (is_key(columns_[cell.column].name)) key.push_back(cell.value);
  }
  const bool same_form = pending_.removal == removal && pending_.columns == columns;
  const bool fits = pending_.rows < rows_per_statement_ &&
                    pending_.values.size() + cells.size() <= max_parameters;
  if (!same_form || !fits || pending_.keys.contains(key)) flush();
  pending_.removal = removal;
  pending_.columns = std::move(columns);
  for (auto& cell : cells) pending_.values.push_back(std::move(cell.value));
  if (!key.empty()) pending_.keys.insert(std::move(key));
  if (++pending_.rows >= rows_per_statement_) flush();
}

void Table::flush() {
  if (pending_.rows == 0) return;
  const auto statement = pending_.removal ? removal() : insertion();
  const auto sent = std::exchange(pending_, {});
  database_.execute(statement, sent.values);
}

std::string Table::insertion() const {
  std::vector<std::string> names, updates, rows;
  for (const auto column : pending_.columns) {
    names.push_back(name_of(column));
    if (!is_key(columns_[column].name))
      updates.push_back(names.back() + "=excluded." + names.back());
  }
  std::size_t parameter = 0;
  for (std::size_t row = 0; row < pending_.rows; ++row) {
    std::vector<std::string> places;
    for (std::size_t i = 0; i < names.size(); ++i)
      places.push_back(database_.parameter(++parameter));
    rows.push_back("(" + joined(places, ", ") + ")");
  }
  const auto insert = "INSERT INTO " + database_.table() + " (" + joined(names, ", ") +
                      ") VALUES " + joined(rows, ", ");
  if (config_.key.empty()) return insert;
  return insert + " ON CONFLICT (" + key_list() + ") DO " +
         (updates.empty() ? "NOTHING" : "UPDATE SET " + joined(updates, ", "));
}

// One condition a row: the database reads each parameter by the type of its column.
std::string Table::removal() const {
  std::vector<std::string> rows;
  std::size_t parameter = 0;
  for (std::size_t row = 0; row < pending_.rows; ++row) {
    std::vector<std::string> conditions;
    for (const auto column : pending_.columns)
      conditions.push_back(name_of(column) + "=" + database_.parameter(++parameter));
    rows.push_back("(" + joined(conditions, " AND ") + ")");
  }
  return "DELETE FROM " + database_.table() + " WHERE " + joined(rows, " OR ");
}

// With the columns of its first record; others are added as they come.
void Table::make(const hif::json::Object& record) {
  std::vector<Column> columns;
  const auto add = [&](const std::string& name, ColumnType type) {
    const bool known = std::ranges::any_of(
        columns, [&](const auto& column) { return database_.same_name(column.name, name); });
    if (!known) columns.push_back({name, type});
  };
  auto key = config_.key;
  if (key.empty()) {
    key = {writer_column, sequence_column};
    add(writer_column, ColumnType::text);
    add(sequence_column, ColumnType::integer);
  }
  for (const auto& name : config_.key) add(name, database_.type_for(key_value(record, name)));
  for (const auto& member : record)
    if (!member.value.is_null()) add(member.name, database_.type_for(member.value));
  std::string definition;
  for (const auto& column : columns)
    definition += database_.quoted(column.name) + " " + database_.type_name(column.type) + ", ";
  std::vector<std::string> key_names;
  for (const auto& name : key) key_names.push_back(database_.quoted(name));
  database_.create(definition + "PRIMARY KEY (" + joined(key_names, ", ") + ")");
  columns_ = std::move(columns);
}

} // namespace host::sql
