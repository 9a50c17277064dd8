// SPDX-License-Identifier: MIT
#pragma once
// The store in `<data_dir>/hif.db`, opened (and made) at first use.

#include "store/store.hpp"

#include <filesystem>
#include <memory>

namespace host {

std::unique_ptr<Store> open_sqlite_store(std::filesystem::path data_dir);

} // namespace host
