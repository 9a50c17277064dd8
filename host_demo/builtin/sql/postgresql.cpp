// SPDX-License-Identifier: MIT
// PostgreSQL: every value goes as text, which the server reads by the type of its column.

#include "builtin/sql/database.hpp"

#include <hif/sdk/error.hpp>
#include <hif/sdk/json_print.hpp>

#include <Poco/SharedLibrary.h>

namespace host::sql {
namespace {

constexpr const char* connector = "postgresql"; // Poco::Data::PostgreSQL::Connector::KEY
constexpr std::size_t connect_timeout_s = 15;
constexpr std::size_t max_name_bytes = 63; // the server would cut longer ones off
constexpr const char* made_here_mark = "made by host.sql_publisher";

// Makes Poco's PostgreSQL part known to Poco. It brings libpq and some twenty libraries more, which
// would slow the start of every command: it is loaded when the first table of a server is opened.
void load_connector() {
  try {
    static Poco::SharedLibrary library(POCO_DATA_POSTGRESQL);
    // Poco::Data::PostgreSQL::Connector::registerConnector(), which may be called again.
    void* const register_connector =
        library.getSymbol("_ZN4Poco4Data10PostgreSQL9Connector17registerConnectorEv");
    reinterpret_cast<void (*)()>(register_connector)();
  } catch (const Poco::Exception& error) {
    throw hif::sdk::Error(HIF_INTERNAL,
                          "tables of PostgreSQL need the library " POCO_DATA_POSTGRESQL
                          ", which cannot be loaded: " +
                              error.message() + "; install it");
  }
}

// `name='value'` as libpq reads it.
void add_option(std::string& line, const char* name, const std::string& value) {
  if (value.empty()) return;
  if (!line.empty()) line += ' ';
  line += std::string(name) + "='";
  for (const char c : value) {
    if (c == '\'' || c == '\\') line += '\\';
    line += c;
  }
  line += '\'';
}

std::string connection_line(const Server& server) {
  std::string line;
  add_option(line, "host", server.host);
  add_option(line, "port", server.port);
  add_option(line, "dbname", server.database);
  add_option(line, "user", server.user);
  add_option(line, "password", server.password);
  add_option(line, "sslmode", server.sslmode);
  add_option(line, "sslrootcert", server.sslrootcert);
  add_option(line, "client_encoding", "UTF8");
  add_option(line, "application_name", "hif");
  add_option(line, "options", "-cclient_min_messages=error"); // libpq would print the others
  return line;
}

ColumnType type_named(const std::string& name) {
  if (name == "boolean") return ColumnType::boolean;
  if (name == "bigint") return ColumnType::integer;
  if (name == "numeric") return ColumnType::number;
  if (name == "text") return ColumnType::text;
  if (name == "json" || name == "jsonb") return ColumnType::json;
  return ColumnType::other;
}

class PostgresqlDatabase final : public Database {
 public:
  explicit PostgresqlDatabase(const Config& config) : Database(config) {
    load_connector();
    try {
      session_.emplace(connector, connection_line(config.server), connect_timeout_s);
    } catch (const Poco::Exception& error) {
      throw hif::sdk::Error(HIF_UNAVAILABLE, "cannot reach the database of " + config.place() +
                                                 ": " + error.message());
    }
    table_ = quoted(config.table);
    if (!config.schema.empty()) table_ = quoted(config.schema) + "." + table_;
  }

  // Written with escapes where a `$` would be taken for a parameter.
  std::string quoted(std::string_view name) const override {
    if (name.empty()) throw Refusal("a field without a name cannot be a column");
    if (name.size() > max_name_bytes)
      throw Refusal("\"" + std::string(name) + "\" is too long for a column of PostgreSQL (" +
                    std::to_string(max_name_bytes) + " bytes); rename it in a transformer");
    const bool escaped = name.find('$') != std::string_view::npos;
    std::string text = escaped ? "U&\"" : "\"";
    for (const char c : name) {
      if (c == '\0') throw Refusal("a column's name cannot hold a NUL character");
      if (c == '"' || (escaped && c == '\\'))
        text += std::string(2, c);
      else if (c == '$')
        text += "\\0024";
      else
        text += c;
    }
    return text + '"';
  }

  const char* type_name(ColumnType type) const override {
    switch (type) {
    case ColumnType::boolean:
      return "boolean";
    case ColumnType::integer:
      return "bigint";
    case ColumnType::number:
      return "numeric";
    default:
      return "text";
    }
  }

  std::string parameter(std::size_t number) const override { return "$" + std::to_string(number); }

  bool same_name(std::string_view a, std::string_view b) const override { return a == b; }

  ColumnType type_for(const hif::json::Value& value) const override {
    if (value.is_bool()) return ColumnType::boolean;
    if (is_whole_number(value)) return ColumnType::integer;
    return value.is_number() ? ColumnType::number : ColumnType::text;
  }

  bool fits(const hif::json::Value& value, ColumnType column) const override {
    if (value.is_null()) return true;
    const auto type = type_for(value);
    switch (column) {
    case ColumnType::boolean:
    case ColumnType::integer:
      return type == column;
    case ColumnType::number:
      return type == ColumnType::integer || type == ColumnType::number;
    default:
      return true;
    }
  }

  Value bound(const hif::json::Value& value, ColumnType column) const override {
    if (value.is_null()) return {};
    auto text = value.is_string() && column != ColumnType::json ? value.as_string()
                                                                : hif::json::print(value);
    if (text.find('\0') != std::string::npos)
      throw Refusal("PostgreSQL cannot keep text with a NUL character (\\u0000)");
    return text;
  }

  std::optional<std::vector<Column>> columns() override {
    std::vector<Column> columns;
    for (auto& row :
         rows("SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute "
              "WHERE attrelid=to_regclass($1) AND attnum>0 AND NOT attisdropped "
              "ORDER BY attnum",
              {table_}))
      columns.push_back({row[0], type_named(row[1])});
    return columns.empty() ? std::nullopt : std::optional(std::move(columns));
  }

  bool made_here() override {
    const auto found =
        rows("SELECT coalesce(obj_description(to_regclass($1)::oid, 'pg_class'), '')", {table_});
    return !found.empty() && found[0][0] == made_here_mark;
  }

  void create(const std::string& definition) override {
    execute("CREATE TABLE " + table_ + " (" + definition + ")");
    execute("COMMENT ON TABLE " + table_ + " IS '" + made_here_mark + "'");
  }

  void widen(const Column& column, ColumnType type) override {
    const auto name = quoted(column.name);
    execute("ALTER TABLE " + table_ + " ALTER COLUMN " + name + " TYPE " + type_name(type) +
            " USING " + name + "::text::" + type_name(type));
  }

  void begin() override {
    try {
      session_->begin();
    } catch (const Poco::Exception& error) {
      rethrow(error);
    }
  }

  std::string words(const Poco::Exception& error) const override {
    auto text = error.message();
    if (const auto prefix = text.find(" error: "); prefix != std::string::npos)
      text.erase(0, prefix + std::string_view(" error: ").size());
    for (const char* rest : {" Severity: ", "\n"}) text = text.substr(0, text.find(rest));
    return text;
  }

  // The server's resources, an administrator's shutdown, its files, its own faults (PostgreSQL
  // documentation, appendix A): nothing that another record would not meet.
  void throw_if_lost(const Poco::Exception& error) override {
    const auto text = error.message();
    const auto state = text.find(" State: ");
    const auto state_class = state == std::string::npos
                                 ? std::string()
                                 : text.substr(state + std::string_view(" State: ").size(), 2);
    if (session_->isConnected() && state_class != "53" && state_class != "57" &&
        state_class != "58" && state_class != "XX")
      return;
    throw hif::sdk::Error(state_class == "53" ? HIF_RESOURCE_EXHAUSTED : HIF_UNAVAILABLE,
                          "cannot write " + config_.place() + ": " + words(error) +
                              "; what was not committed is sent again by the next run");
  }
};

} // namespace

std::unique_ptr<Database> open_postgresql(const Config& config) {
  return std::make_unique<PostgresqlDatabase>(config);
}

} // namespace host::sql
