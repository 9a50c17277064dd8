// SPDX-License-Identifier: MIT
#include "builtin/sql/publisher.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <cstdio>
#include <random>

namespace host::sql {

using hif::sdk::Call;
using hif::sdk::ResultSink;

namespace {

constexpr std::uint64_t records_between_polls = 100;
constexpr std::size_t rows_per_statement = 500;

std::string random_writer() {
  std::random_device device;
  char text[17];
  std::snprintf(text, sizeof text, "%08x%08x", device(), device());
  return text;
}

// Where the rows of this outgoing end, as `position` has it; one that begins when there is none.
Mark kept_mark(std::string_view position, const Config& config) {
  const Mark none{random_writer(), 0};
  if (position.empty()) return none;
  try {
    const auto value = hif::json::parse(position);
    const auto *version = value.find("v"), *of = value.find("place"),
               *writer = value.find("writer"), *sequence = value.find("sequence");
    if (version && version->to_int64() == 1 && of && writer && sequence && sequence->to_int64())
      return of->as_string() == config.identity() ? Mark{writer->as_string(), *sequence->to_int64()}
                                                  : none;
  } catch (const std::runtime_error&) { // said below
  }
  throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                        "the position kept for " + config.place() +
                            " is none of an SQL publisher; start over, or reset the state");
}

hif::json::Value parsed(std::string_view json) {
  try {
    auto value = hif::json::parse(json);
    if (value.is_object()) return value;
  } catch (const hif::json::ParseError& error) {
    throw Refusal(std::string("the record is not JSON: ") + error.what());
  }
  throw Refusal("the record is JSON but no object");
}

bool says_delete(const hif::json::Object& record) {
  const auto* op = record.find("op");
  return op && op->is_string() && op->as_string() == "delete";
}

} // namespace

void Publisher::open(const Call& call, std::string_view position) {
  close();
  mark_ = kept_mark(position, config_);
  if (call.dry_run()) return;
  database_ = open_database(config_);
  try {
    database_->begin();
    table_ = std::make_unique<Table>(*database_, config_);
    prepare_table(call.anew());
    database_->commit();
  } catch (const Refusal& refusal) {
    close();
    throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                          "cannot write " + config_.place() + ": " + refusal.what());
  } catch (...) {
    close();
    throw;
  }
}

void Publisher::prepare_table(bool anew) {
  table_->check_key();
  if (anew)
    table_->empty();
  else if (config_.key.empty())
    table_->cut_back(mark_);
}

void Publisher::close() {
  table_.reset();
  database_.reset();
}

void Publisher::write(const Call& call, const hif_batch& batch, std::uint64_t first_index,
                      const ResultSink& sink) {
  hif::sdk::Result result;
  Failures failures;
  if (!call.dry_run()) {
    if (!database_) throw hif::sdk::Error(HIF_INTERNAL, "write() before open()");
    const auto before = mark_;
    try {
      try {
        write_quickly(call, batch);
      } catch (const Refusal&) {
        undo(before);
        table_->reload();
        failures = write_one_by_one(call, batch);
      }
    } catch (const Refusal& refusal) { // of the commit itself
      undo(before);
      throw hif::sdk::Error(HIF_DATA_LOSS,
                            "cannot write " + config_.place() + ": " + refusal.what());
    } catch (...) {
      undo(before);
      throw;
    }
  }
  for (std::uint64_t i = 0; i < batch.count; ++i) {
    const auto failure = failures.find(i);
    const bool failed = failure != failures.end();
    result.index = first_index + i;
    result.outcome = failed           ? HIF_OUTCOME_FAILED
                     : call.dry_run() ? HIF_OUTCOME_PREVIEWED
                                      : HIF_OUTCOME_ACCEPTED;
    result.status = failed ? HIF_INVALID_ARGUMENT : HIF_OK;
    result.error = failed ? config_.place() + ": " + failure->second : std::string();
    sink.push(result);
  }
}

void Publisher::write_quickly(const Call& call, const hif_batch& batch) {
  table_->set_rows_per_statement(rows_per_statement);
  database_->begin();
  for (std::uint64_t i = 0; i < batch.count; ++i) {
    if (i % records_between_polls == 0) call.throw_if_cancelled();
    write_record(*hif_batch_at(&batch, i));
  }
  table_->flush();
  database_->commit();
}

// After one of them was refused: each in a savepoint of its own.
Publisher::Failures Publisher::write_one_by_one(const Call& call, const hif_batch& batch) {
  Failures failures;
  table_->set_rows_per_statement(1);
  database_->begin();
  for (std::uint64_t i = 0; i < batch.count; ++i) {
    if (i % records_between_polls == 0) call.throw_if_cancelled();
    const auto before = mark_;
    database_->execute("SAVEPOINT hif_record");
    try {
      write_record(*hif_batch_at(&batch, i));
    } catch (const Refusal& refusal) {
      failures.emplace(i, refusal.what());
      mark_ = before;
      database_->execute("ROLLBACK TO SAVEPOINT hif_record");
      table_->reload();
    }
    database_->execute("RELEASE SAVEPOINT hif_record");
  }
  database_->commit();
  return failures;
}

void Publisher::write_record(const hif_record& raw) {
  const auto value = parsed(hif::sdk::view(raw.json));
  const auto& record = value.as_object();
  const bool deleted = raw.op == HIF_RECORD_DELETE || says_delete(record);
  if (!config_.key.empty()) return deleted ? table_->remove(record) : table_->upsert(record);
  ++mark_.sequence;
  if (!deleted || record.contains("op")) return table_->append(record, mark_);
  auto marked = record;
  marked.set("op", "delete");
  table_->append(marked, mark_);
}

void Publisher::undo(const Mark& before) {
  database_->roll_back();
  mark_ = before;
}

std::string Publisher::flush(const Call& call, const ResultSink&) {
  if (!database_ || call.dry_run()) return {};
  return hif::json::print(hif::json::Object{{"v", 1},
                                            {"place", config_.identity()},
                                            {"writer", mark_.writer},
                                            {"sequence", mark_.sequence}});
}

} // namespace host::sql
