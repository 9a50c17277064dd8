// SPDX-License-Identifier: MIT
#pragma once
// The configuration of host.sql_publisher.

#include <hif/sdk/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace host::sql {

// What the server is told. Empty: libpq's own defaults, PG* variables and ~/.pgpass included.
struct Server {
  std::string host, port, database, user, password, sslmode, sslrootcert;
};

// What `--full` does to the rows that are there.
enum class FullRun {
  unsaid, // empties a table that this publisher made, refuses another
  empty,
  keep
};

struct Config {
  std::string path; // of an SQLite file; empty: `server` is meant
  Server server;
  std::string schema; // PostgreSQL; empty: the first of the search path
  std::string table;
  std::vector<std::string> key; // empty: records are appended
  FullRun full_run = FullRun::unsaid;

  bool sqlite() const { return !path.empty(); }
  // For messages, without secrets: `table "hours" in books.db`.
  std::string place() const;
  // Which table it is, wherever the program is started.
  std::string identity() const;
};

// Throws ConfigError with a pointer into `config` for each fault.
Config read_config(const hif::json::Value& config);

} // namespace host::sql
