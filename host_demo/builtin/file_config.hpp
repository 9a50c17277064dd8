// SPDX-License-Identifier: MIT
#pragma once
// The configuration that both file prototypes share, and how they speak of failures.

#include <hif/sdk/error.hpp>

#include <string>

namespace host {

enum class FileFormat { ndjson, csv };

struct FileConfig {
  std::string path; // "-" is standard input or output
  FileFormat format = FileFormat::ndjson;
  bool escape_formulas = false; // of CSV

  bool standard_stream() const { return path == "-"; }
};

// Throws ConfigError, with a pointer into `config`.
FileConfig file_config(const hif::json::Value& config);

// "cannot <what> \"<path>\": <reason of error_number>".
hif::sdk::Error file_error(hif_status status, const std::string& what, const std::string& path,
                           int error_number);

} // namespace host
