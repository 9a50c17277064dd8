// SPDX-License-Identifier: MIT
#pragma once
// Tasks in the store's tables `task` and `attempt`.

#include "store/sqlite.hpp"
#include "store/task.hpp"

#include <functional>
#include <mutex>

namespace host {

// Adds a task with the attempt that failed; inside a transaction of the caller.
void add_task(sqlite::Database& database, const Task& task);
// All routes that know the sink know the same position of it; inside a transaction.
void move_sink(sqlite::Database& database, std::string_view outgoing, std::string_view sink);

class TaskTable : public TaskKeeper {
 public:
  // `mutex` guards the database, which `open` gives.
  TaskTable(std::mutex& mutex, std::function<sqlite::Database&()> open)
      : mutex_(mutex), open_(std::move(open)) {}

  std::vector<Task> list(const TaskFilter& filter) override;
  std::map<std::string, std::int64_t> count_by_status() override;
  std::optional<Task> find(std::int64_t id) override;
  std::vector<TaskAttempt> attempts(std::int64_t id) override;
  bool set_status(std::int64_t id, std::string_view status) override;
  bool set_record(std::int64_t id, std::string_view record) override;
  void settle(const TaskSettlement& settlement) override;

 private:
  std::mutex& mutex_;
  std::function<sqlite::Database&()> open_;
};

} // namespace host
