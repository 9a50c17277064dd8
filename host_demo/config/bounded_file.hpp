// SPDX-License-Identifier: MIT
#pragma once
// Whole files, up to a size.

#include <cstddef>
#include <filesystem>
#include <string>

namespace host {

struct FileContent {
  std::string text;
  std::string fault; // why it cannot be read, in the system's words; empty: it was
};

// Reads pipes and devices too. A file of more than `max_bytes` is a fault.
FileContent read_file(const std::filesystem::path& path, std::size_t max_bytes);

} // namespace host
