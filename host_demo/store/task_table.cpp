// SPDX-License-Identifier: MIT
#include "store/task_table.hpp"

#include "services/clock.hpp"

namespace host {
namespace {

// The attempts of a task that are kept: its last ones.
constexpr std::int64_t max_attempts_kept = 50;

constexpr const char* columns =
    "id, route, outgoing, status, attempts, error, record, stage, step, created_us, updated_us, "
    "lane";

Task task_in(const sqlite::Statement& row) {
  return {.id = row.integer(0),
          .route = row.text(1),
          .outgoing = row.text(2),
          .status = row.text(3),
          .attempts = row.integer(4),
          .error = row.text(5),
          .record = row.text(6),
          .stage = row.text(7),
          .step = row.integer(8),
          .lane = row.integer(11),
          .answer = {},
          .created_us = row.integer(9),
          .updated_us = row.integer(10)};
}

void add_attempt(sqlite::Database& database, std::int64_t task, const TaskAttempt& attempt) {
  sqlite::Statement(database, "INSERT INTO attempt (task, number, at_us, request, answer, error) "
                              "VALUES (?,?,?,?,?,?)")
      .bind(1, task)
      .bind(2, attempt.number)
      .bind(3, attempt.at_us)
      .bind(4, attempt.request)
      .bind(5, attempt.answer)
      .bind(6, attempt.error)
      .run();
  sqlite::Statement(database, "DELETE FROM attempt WHERE task=? AND number<=?")
      .bind(1, task)
      .bind(2, attempt.number - max_attempts_kept)
      .run();
}

void drop_oldest_settled(sqlite::Database& database) {
  sqlite::Statement(database, "DELETE FROM task WHERE id IN (SELECT id FROM task WHERE status IN "
                              "('Finished','Skipped') ORDER BY id DESC LIMIT -1 OFFSET ?)")
      .bind(1, max_settled_tasks)
      .run();
}

} // namespace

void add_task(sqlite::Database& database, const Task& task) {
  const auto now = unix_now_us();
  sqlite::Statement(database,
                    "INSERT INTO task (route, outgoing, status, attempts, error, record, stage, "
                    "step, created_us, updated_us, lane) VALUES (?,?,?,?,?,?,?,?,?,?,?)")
      .bind(1, task.route)
      .bind(2, task.outgoing)
      .bind(3, task.status)
      .bind(4, task.attempts)
      .bind(5, task.error)
      .bind(6, task.record)
      .bind(7, task.stage)
      .bind(8, task.step)
      .bind(9, now)
      .bind(10, now)
      .bind(11, task.lane)
      .run();
  if (task.attempts > 0)
    add_attempt(database, database.last_id(),
                {task.attempts, now, task.record, task.answer, task.error});
}

void move_sink(sqlite::Database& database, std::string_view outgoing, std::string_view sink) {
  sqlite::Statement(database, "UPDATE position SET value=? WHERE outgoing=? AND length(value)>0")
      .bind_blob(1, sink)
      .bind(2, outgoing)
      .run();
}

std::vector<Task> TaskTable::list(const TaskFilter& filter) {
  const std::lock_guard lock(mutex_);
  // Each filter has an index that ends with the id, so that a page costs what it holds.
  auto sql = std::string("SELECT ") + columns + " FROM task WHERE id>?1";
  if (!filter.route.empty()) sql += " AND route=?2";
  if (!filter.status.empty()) sql += " AND status=?3";
  sql += " ORDER BY id LIMIT ?4";
  sqlite::Statement query(open_(), sql.c_str());
  query.bind(1, filter.after_id);
  if (!filter.route.empty()) query.bind(2, filter.route);
  if (!filter.status.empty()) query.bind(3, filter.status);
  query.bind(4, filter.limit);
  std::vector<Task> tasks;
  while (query.step()) tasks.push_back(task_in(query));
  return tasks;
}

std::map<std::string, std::int64_t> TaskTable::count_by_status() {
  const std::lock_guard lock(mutex_);
  sqlite::Statement query(open_(), "SELECT status, count(*) FROM task GROUP BY status");
  std::map<std::string, std::int64_t> counts;
  while (query.step()) counts[query.text(0)] = query.integer(1);
  return counts;
}

std::optional<Task> TaskTable::find(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  sqlite::Statement query(open_(),
                          (std::string("SELECT ") + columns + " FROM task WHERE id=?").c_str());
  query.bind(1, id);
  return query.step() ? std::optional(task_in(query)) : std::nullopt;
}

std::vector<TaskAttempt> TaskTable::attempts(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  sqlite::Statement query(open_(), "SELECT number, at_us, request, answer, error FROM attempt "
                                   "WHERE task=? ORDER BY number");
  query.bind(1, id);
  std::vector<TaskAttempt> attempts;
  while (query.step())
    attempts.push_back(
        {query.integer(0), query.integer(1), query.text(2), query.text(3), query.text(4)});
  return attempts;
}

bool TaskTable::set_status(std::int64_t id, std::string_view status) {
  const std::lock_guard lock(mutex_);
  auto& database = open_();
  sqlite::Transaction transaction(database);
  sqlite::Statement(
      database,
      "UPDATE task SET status=?1, updated_us=?2 WHERE id=?3 AND status NOT IN "
      "('Finished','Skipped') AND (status<>'Processing' OR ?1 IN ('Failed','Processing'))")
      .bind(1, status)
      .bind(2, unix_now_us())
      .bind(3, id)
      .run();
  const bool changed = database.changes() > 0;
  if (status == "Skipped") drop_oldest_settled(database);
  transaction.commit();
  return changed;
}

bool TaskTable::set_record(std::int64_t id, std::string_view record) {
  const std::lock_guard lock(mutex_);
  sqlite::Statement(open_(), "UPDATE task SET record=?, updated_us=? WHERE id=? AND status NOT IN "
                             "('Finished','Skipped','Processing')")
      .bind(1, record)
      .bind(2, unix_now_us())
      .bind(3, id)
      .run();
  return open_().changes() > 0;
}

void TaskTable::settle(const TaskSettlement& settlement) {
  const std::lock_guard lock(mutex_);
  auto& database = open_();
  const auto& task = settlement.task;
  sqlite::Transaction transaction(database);
  sqlite::Statement(database, "UPDATE task SET outgoing=?, status=?, attempts=?, error=?, "
                              "record=?, stage=?, step=?, updated_us=?, lane=? WHERE id=?")
      .bind(1, task.outgoing)
      .bind(2, task.status)
      .bind(3, task.attempts)
      .bind(4, task.error)
      .bind(5, task.record)
      .bind(6, task.stage)
      .bind(7, task.step)
      .bind(8, unix_now_us())
      .bind(9, task.lane)
      .bind(10, task.id)
      .run();
  auto attempt = settlement.attempt;
  attempt.number = task.attempts;
  add_attempt(database, task.id, attempt);
  for (const auto& further : settlement.further) add_task(database, further);
  for (const auto& [outgoing, sink] : settlement.sinks) move_sink(database, outgoing, sink);
  drop_oldest_settled(database);
  transaction.commit();
}

} // namespace host
