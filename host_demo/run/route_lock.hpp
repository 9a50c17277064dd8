// SPDX-License-Identifier: MIT
#pragma once
// What keeps two processes from running one route, or writing one sink, at the same time.

#include "services/sealed_file.hpp"
#include "text/failure.hpp"

#include <filesystem>
#include <string>

namespace host {

// Another process has it.
class InUse : public Failure {
 public:
  using Failure::Failure;
};

// Throws InUse when another process is running the route.
FileLock lock_route(const std::filesystem::path& data_dir, const std::string& route);

// Held for as long as the schedule of the route is kept. Throws InUse when another process does.
FileLock lock_watch(const std::filesystem::path& data_dir, const std::string& route);

// A sink that is cut back must be nobody else's meanwhile. Others hold it for a moment only, to see
// whether it is such a sink. Throws InUse when it is held for longer.
FileLock lock_sink(const std::filesystem::path& data_dir, const std::string& outgoing);

} // namespace host
