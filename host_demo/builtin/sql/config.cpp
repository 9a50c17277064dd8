// SPDX-License-Identifier: MIT
#include "builtin/sql/config.hpp"

#include <hif/sdk/error.hpp>

#include <algorithm>
#include <filesystem>

namespace host::sql {
namespace {

using hif::sdk::Problem;

std::string text_of(const hif::json::Value& object, std::string_view name) {
  const auto* found = object.find(name);
  if (!found || found->is_null()) return {};
  return found->is_string() ? found->as_string() : found->as_number().text;
}

// Poco hands the connection over as a line that it cuts at each space.
void check_part(const std::string& name, const std::string& value, std::vector<Problem>& problems) {
  if (value.find_first_of(std::string_view(" \t\n\0", 4)) == std::string::npos) return;
  problems.push_back(
      {"/connection/" + name, "no spaces are allowed here",
       name == "password" ? "put such a password into ~/.pgpass and leave it out" : ""});
}

Server read_server(const hif::json::Value& connection, std::vector<Problem>& problems) {
  Server server;
  const std::pair<const char*, std::string Server::*> parts[] = {
      {"host", &Server::host},
      {"port", &Server::port},
      {"database", &Server::database},
      {"user", &Server::user},
      {"password", &Server::password},
      {"sslmode", &Server::sslmode},
      {"sslrootcert", &Server::sslrootcert}};
  for (const auto& [name, part] : parts) {
    server.*part = text_of(connection, name);
    check_part(name, server.*part, problems);
  }
  return server;
}

void read_key(const hif::json::Value& key, Config& config, std::vector<Problem>& problems) {
  if (key.is_string()) config.key.push_back(key.as_string());
  if (!key.is_array()) return;
  for (const auto& column : key.as_array()) {
    const auto& name = column.as_string();
    if (std::ranges::find(config.key, name) != config.key.end())
      problems.push_back({"/key/" + std::to_string(config.key.size()),
                          "the column \"" + name + "\" is named twice", ""});
    config.key.push_back(name);
  }
}

} // namespace

std::string Config::place() const {
  const auto name = "table \"" + (schema.empty() ? "" : schema + ".") + table + "\" in ";
  if (sqlite()) return name + path;
  const auto database = server.database.empty() ? "the default database" : server.database;
  return name + database + (server.host.empty() ? "" : " on " + server.host);
}

std::string Config::identity() const {
  if (sqlite()) return std::filesystem::absolute(path).lexically_normal().string() + "#" + table;
  return server.host + ":" + server.port + "/" + server.database + "#" + schema + "." + table;
}

Config read_config(const hif::json::Value& json) {
  std::vector<Problem> problems;
  Config config;
  config.path = text_of(json, "path");
  const auto* connection = json.find("connection");
  if (connection && !config.path.empty())
    problems.push_back({"/connection", "both \"path\" and \"connection\" are given",
                        "\"path\" is for an SQLite file, \"connection\" for PostgreSQL"});
  else if (!connection && config.path.empty())
    problems.push_back({"", "neither \"path\" nor \"connection\" is given",
                        "\"path\" is for an SQLite file, \"connection\" for PostgreSQL"});
  if (connection) config.server = read_server(*connection, problems);
  config.schema = text_of(json, "schema");
  if (!config.schema.empty() && !config.path.empty())
    problems.push_back({"/schema", "SQLite has no schemas", "leave it out"});
  config.table = text_of(json, "table");
  if (const auto* key = json.find("key")) read_key(*key, config, problems);
  if (const auto full = text_of(json, "full_run"); !full.empty())
    config.full_run = full == "keep" ? FullRun::keep : FullRun::empty;
  if (!problems.empty()) throw hif::sdk::ConfigError(problems);
  return config;
}

} // namespace host::sql
