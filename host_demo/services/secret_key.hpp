// SPDX-License-Identifier: MIT
#pragma once
// The key that secrets are encrypted with: HIF_SECRET_KEY, or a file of the data folder made at
// first use.

#include <array>
#include <cstdint>
#include <filesystem>

namespace host {

using SecretKey = std::array<std::uint8_t, 32>; // AES-256

// HIF_SECRET_KEY (64 hexadecimal digits) when it is set; else `<data_dir>/secret.key` (mode 0600,
// made when it is missing). Throws Failure.
SecretKey secret_key(const std::filesystem::path& data_dir);

} // namespace host
