// SPDX-License-Identifier: MIT
#include "store/run_table.hpp"

namespace host {
namespace {

// Runs of one route that are kept, besides the latest that came to the incoming's end.
constexpr std::int64_t max_runs_kept = 200;

std::int64_t number(std::uint64_t count) {
  return static_cast<std::int64_t>(count);
}

std::uint64_t count(std::int64_t number) {
  return static_cast<std::uint64_t>(number);
}

} // namespace

void add_run(sqlite::Database& database, const PastRun& run) {
  sqlite::Statement(database,
                    "INSERT INTO run (route, status, read_all, started_us, ended_us, records_in, "
                    "records_out, failed, requests, retries, bytes_in, read_requests, error) "
                    "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)")
      .bind(1, run.route)
      .bind(2, run.status)
      .bind(3, std::int64_t{run.read_all})
      .bind(4, run.started_us)
      .bind(5, run.ended_us)
      .bind(6, number(run.records_in))
      .bind(7, number(run.records_out))
      .bind(8, number(run.failed))
      .bind(9, number(run.requests))
      .bind(10, number(run.retries))
      .bind(11, number(run.bytes_in))
      .bind(12, number(run.read_requests))
      .bind(13, run.error)
      .run();
  sqlite::Statement(database,
                    "DELETE FROM run WHERE id IN (SELECT id FROM run WHERE route=?1 ORDER BY id "
                    "DESC LIMIT -1 OFFSET ?2) AND id<>coalesce((SELECT max(id) FROM run WHERE "
                    "route=?1 AND read_all=1), 0)")
      .bind(1, run.route)
      .bind(2, max_runs_kept)
      .run();
}

std::vector<PastRun> runs_of(sqlite::Database& database, std::string_view route,
                             std::int64_t most) {
  sqlite::Statement query(database,
                          "SELECT route, status, read_all, started_us, ended_us, records_in, "
                          "records_out, failed, requests, retries, bytes_in, read_requests, error "
                          "FROM run WHERE route=? ORDER BY id DESC LIMIT ?");
  query.bind(1, route).bind(2, most);
  std::vector<PastRun> runs;
  while (query.step())
    runs.push_back({.route = query.text(0),
                    .status = query.text(1),
                    .read_all = query.integer(2) != 0,
                    .started_us = query.integer(3),
                    .ended_us = query.integer(4),
                    .records_in = count(query.integer(5)),
                    .records_out = count(query.integer(6)),
                    .failed = count(query.integer(7)),
                    .requests = count(query.integer(8)),
                    .retries = count(query.integer(9)),
                    .bytes_in = count(query.integer(10)),
                    .read_requests = count(query.integer(11)),
                    .error = query.text(12)});
  return runs;
}

} // namespace host
