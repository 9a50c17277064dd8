// SPDX-License-Identifier: MIT
#pragma once
// Records on their way to an outgoing that did not arrive, and what was done about them.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host {

// A record that could not be delivered, kept until somebody retries, edits or skips it.
struct Task {
  std::int64_t id = 0;
  std::string route;
  std::string outgoing; // empty: it failed before it reached one
  std::string status;   // New, Processing, Finished, Failed, Skipped, Retry
  std::int64_t attempts = 0;
  std::string error;
  std::string record; // JSON, as it was when it failed
  // Where it failed, and takes its way up again: among the transformers of the "incoming", the
  // "route" or the "outgoing", its "request" transformers, or at the "publisher".
  std::string stage = "publisher";
  std::int64_t step = 0; // which transformer of the stage
  std::int64_t lane = 0; // of the outgoing, from 0
  std::string answer{};  // of the last attempt, as JSON; empty when there was none
  std::int64_t created_us = 0;
  std::int64_t updated_us = 0;
};

inline constexpr const char* task_statuses[] = {"New",    "Processing", "Finished",
                                                "Failed", "Skipped",    "Retry"};

// What was sent once, and what came back.
struct TaskAttempt {
  std::int64_t number = 0; // from 1
  std::int64_t at_us = 0;
  std::string request; // the record as it was given, JSON
  std::string answer;  // the result, JSON; empty when there was none
  std::string error;   // empty when it succeeded
};

struct TaskFilter {
  std::string route, status; // empty: any
  std::int64_t after_id = 0;
  std::int64_t limit = 1000;
};

// What an attempt came to: everything is kept in one transaction.
struct TaskSettlement {
  Task task;                                // as it is from now on; its attempt is counted
  TaskAttempt attempt;                      // its number is given
  std::vector<Task> further;                // records made of it that failed as well
  std::map<std::string, std::string> sinks; // where the sinks of outgoings stand now
};

// Settled tasks beyond this many are dropped, the oldest first; unsettled ones never are.
inline constexpr std::int64_t max_settled_tasks = 10'000;

// Any thread. Throws std::runtime_error with what failed and what to do.
class TaskKeeper {
 public:
  virtual ~TaskKeeper() = default;
  // In the order of their ids.
  virtual std::vector<Task> list(const TaskFilter& filter) = 0;
  virtual std::map<std::string, std::int64_t> count_by_status() = 0;
  virtual std::optional<Task> find(std::int64_t id) = 0;
  virtual std::vector<TaskAttempt> attempts(std::int64_t id) = 0;
  // False when the task is gone or was settled meanwhile, or is being sent: what is Processing can
  // only become Failed, by who holds its route, or be taken up again.
  virtual bool set_status(std::int64_t id, std::string_view status) = 0;
  virtual bool set_record(std::int64_t id, std::string_view record) = 0;
  virtual void settle(const TaskSettlement& settlement) = 0;
};

} // namespace host
