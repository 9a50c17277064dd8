// SPDX-License-Identifier: MIT
#pragma once
// What keeps two processes from running one route, or writing one sink, at the same time.

#include "services/sealed_file.hpp"

#include <filesystem>
#include <string>

namespace host {

// Throws Failure when another process is running the route.
FileLock lock_route(const std::filesystem::path& data_dir, const std::string& route);

// A sink that is cut back must be nobody else's meanwhile. Others hold it for a moment only, to see
// whether it is such a sink. Throws Failure when it is held for longer.
FileLock lock_sink(const std::filesystem::path& data_dir, const std::string& outgoing);

} // namespace host
