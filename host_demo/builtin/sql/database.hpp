// SPDX-License-Identifier: MIT
#pragma once
// A connection to one table, and how its database differs from others.

#include "builtin/sql/config.hpp"
#include "builtin/sql/value.hpp"

#include <hif/sdk/json.hpp>

#include <Poco/Data/Session.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace host::sql {

// The database refuses a statement; the connection goes on.
class Refusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Not for two threads at once. Functions throw Refusal, or Error when the connection is lost
// (HIF_UNAVAILABLE) or the database itself is at fault.
class Database {
 public:
  virtual ~Database() = default;

  // The name as it stands in a statement. Throws Refusal for one that the database cannot have.
  virtual std::string quoted(std::string_view name) const = 0;
  virtual const char* type_name(ColumnType type) const = 0;
  // How a statement names the value that is bound as `number`, from 1.
  virtual std::string parameter(std::size_t number) const = 0;
  // Whether two names are one column.
  virtual bool same_name(std::string_view a, std::string_view b) const = 0;
  // What a new column for this value is; `value` is not null.
  virtual ColumnType type_for(const hif::json::Value& value) const = 0;
  // Whether such a column takes it with nothing lost.
  virtual bool fits(const hif::json::Value& value, ColumnType column) const = 0;
  virtual Value bound(const hif::json::Value& value, ColumnType column) const = 0;

  // None: there is no such table.
  virtual std::optional<std::vector<Column>> columns() = 0;
  // Whether create() made the table.
  virtual bool made_here() = 0;
  // Makes the table; `definition` is what stands in the parentheses.
  virtual void create(const std::string& definition) = 0;
  // Makes a column of this program's types one of another of them, with its values kept.
  virtual void widen(const Column& column, ColumnType type) = 0;

  virtual void begin() = 0;
  void commit();
  void roll_back() noexcept;
  // `values` are bound in their order. Statements are not kept: one of Poco's for PostgreSQL that
  // failed after it had succeeded cannot be destroyed (1.11, StatementExecutor::clearResults).
  void execute(const std::string& sql, const std::vector<Value>& values = {});
  // The rows that a query gives, values as text, null as an empty one.
  std::vector<std::vector<std::string>> rows(const std::string& sql,
                                             const std::vector<Value>& values = {});
  // The table's name as it stands in a statement.
  const std::string& table() const { return table_; }

 protected:
  // Throws what an exception of Poco means.
  [[noreturn]] void rethrow(const Poco::Exception& error) {
    throw_if_lost(error);
    throw Refusal(words(error));
  }
  // What the database says, without what Poco adds.
  virtual std::string words(const Poco::Exception& error) const { return error.message(); }
  // Throws Error when more than one statement failed.
  virtual void throw_if_lost(const Poco::Exception& error) = 0;
  explicit Database(const Config& config) : config_(config) {}

  Config config_;
  std::optional<Poco::Data::Session> session_; // from the constructor of the derived class on
  std::string table_;
};

// Each connects. A file that is not there is made.
std::unique_ptr<Database> open_sqlite(const Config& config);
std::unique_ptr<Database> open_postgresql(const Config& config);

inline std::unique_ptr<Database> open_database(const Config& config) {
  return config.sqlite() ? open_sqlite(config) : open_postgresql(config);
}

} // namespace host::sql
