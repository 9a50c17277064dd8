// SPDX-License-Identifier: MIT
#pragma once
// What every command is told, whichever it is.

#include "services/log.hpp"

#include <filesystem>
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

} // namespace host
