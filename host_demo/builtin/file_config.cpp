// SPDX-License-Identifier: MIT
#include "builtin/file_config.hpp"

#include <system_error>

namespace host {

FileConfig file_config(const hif::json::Value& config) {
  FileConfig result;
  if (const auto* path = config.find("path"); path && path->is_string())
    result.path = path->as_string();
  if (result.path.empty())
    throw hif::sdk::ConfigError("/path", "a path is needed", "\"-\" is the standard stream");
  if (result.path.find('\0') != std::string::npos)
    throw hif::sdk::ConfigError("/path", "a path cannot hold a NUL character");

  const auto* named = config.find("format");
  const auto format = named && named->is_string() ? named->as_string() : std::string("auto");
  if (format == "csv" || (format == "auto" && result.path.ends_with(".csv")))
    result.format = FileFormat::csv;
  else if (format != "ndjson" && format != "auto")
    throw hif::sdk::ConfigError("/format", "unknown format \"" + format + "\"",
                                "one of auto, ndjson, csv");
  const auto* escape = config.find("escape_formulas");
  result.escape_formulas = escape && escape->is_bool() && escape->as_bool();
  if (result.escape_formulas && result.format != FileFormat::csv)
    throw hif::sdk::ConfigError("/escape_formulas", "only CSV has formulas to escape",
                                "leave it out, or set format: csv");
  return result;
}

hif::sdk::Error file_error(hif_status status, const std::string& what, const std::string& path,
                           int error_number) {
  return {status,
          "cannot " + what + " \"" + path + "\": " + std::generic_category().message(error_number)};
}

} // namespace host
