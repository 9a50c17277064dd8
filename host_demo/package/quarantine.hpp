// SPDX-License-Identifier: MIT
#pragma once
// Libraries that crashed or hung when they were tried, in `<data_dir>/quarantine.json`.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace host {

// SHA-256 of the library → what it did.
using Quarantine = std::map<std::string, std::string, std::less<>>;

// Empty when there is none; a file that cannot be read as one counts as none, since whatever
// crashes is found again. Throws std::runtime_error when others may change the file.
Quarantine read_quarantine(const std::filesystem::path& data_dir);

// Any number of processes. Both throw std::runtime_error when the file cannot be written.
void put_in_quarantine(const std::filesystem::path& data_dir, std::string_view sha256,
                       std::string_view reason);
void lift_quarantine(const std::filesystem::path& data_dir, std::string_view sha256);

} // namespace host
