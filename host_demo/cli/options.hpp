// SPDX-License-Identifier: MIT
#pragma once
// What the command line says, before anything is done.

#include "services/log.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace host {

struct GlobalOptions {
  std::filesystem::path config;
  std::vector<std::string> plugin_dirs; // as given by --plugin-dir; empty: the defaults
  std::filesystem::path data_dir;
  std::string log_level = "info";
  LogFormat log_format = LogFormat::text;
  bool json = false; // -o json
  bool text = false; // -o text, said explicitly
  bool progress = true;
};

// `name=value` of --path and --query, in the order given.
using Assignments = std::vector<std::pair<std::string, std::string>>;

struct ListOptions {
  std::string prototype;
  std::string kind;
  std::string method;
  std::string group;
  bool all = false;
};

struct GrantOptions {
  std::string client;
  bool no_browser = false;
  std::string code;
  std::int64_t timeout_s = 300;
  bool status = false;
  bool revoke = false;
};

struct EntityOptions {
  std::string client;
  std::string entity;
  std::string method; // empty: the one that the entity has
  std::vector<std::string> path, query;
  std::optional<std::string> payload;
  std::optional<std::uint64_t> max_records;
  bool dry_run = false;
  bool confirm_cascade = false;
};

struct RunOptions {
  std::vector<std::string> routes;
  bool dry_run = false;
  bool full = false;
  std::optional<std::uint64_t> max_records;
};

} // namespace host
