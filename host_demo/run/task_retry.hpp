// SPDX-License-Identifier: MIT
#pragma once
// Sends the records of failed tasks again.

#include "run/objects.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace host {

struct RetryOutcome {
  Task task; // as it is kept now
  int exit_code = Exit::done;
};

struct RetrySurroundings {
  const Configuration& configuration;
  PackageSet& packages;
  Services services;
  Store& store;
  const std::filesystem::path& data_dir;
};

// Each task of `route` takes its way up again where it broke off, and its new status is kept with
// where the sinks stand. Stops between two tasks when the user interrupts. Throws Failure when the
// route is being run by another process or is not in the configuration: the tasks stay as they are.
void retry_tasks(const RetrySurroundings& around, const std::string& route,
                 const std::vector<Task>& tasks,
                 const std::function<void(const RetryOutcome&)>& on_outcome);

} // namespace host
