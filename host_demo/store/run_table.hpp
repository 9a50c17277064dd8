// SPDX-License-Identifier: MIT
#pragma once
// Runs that are over, in the store's table `run`.

#include "store/past_run.hpp"
#include "store/sqlite.hpp"

#include <string_view>
#include <vector>

namespace host {

// Adds a run, and drops the oldest of its route beyond what is kept; inside a transaction.
void add_run(sqlite::Database& database, const PastRun& run);
// The latest of a route, at most so many; the newest first.
std::vector<PastRun> runs_of(sqlite::Database& database, std::string_view route, std::int64_t most);

} // namespace host
