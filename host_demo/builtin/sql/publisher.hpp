// SPDX-License-Identifier: MIT
#pragma once
// host.sql_publisher: records into a table of SQLite or PostgreSQL.
//
// With a key, a record is inserted or takes the place of the row with its key, and a deleted record
// deletes it: what is written twice after a crash comes to the same. Without one, rows are appended
// with who wrote them and in what order, and open() takes away those behind the kept position.
//
// Positions, as flush() gives them and open() takes them:
//   (empty)                                              a writer that has written nothing yet
//   {"v":1,"place":"…","writer":"…","sequence":N}        the writer's last row; counts for that
//                                                        place alone

#include "builtin/sql/table.hpp"

#include <hif/sdk/package.hpp>

#include <memory>

namespace host::sql {

class Publisher {
 public:
  explicit Publisher(const hif::sdk::Creation& creation) : config_(read_config(creation.config)) {}
  static void validate(const hif::sdk::Creation& creation) { read_config(creation.config); }

  void open(const hif::sdk::Call& call, std::string_view position);
  // One transaction: what fails for a record leaves the others, and all of them or none are there
  // when it returns or throws.
  void write(const hif::sdk::Call& call, const hif_batch& batch, std::uint64_t first_index,
             const hif::sdk::ResultSink& sink);
  std::string flush(const hif::sdk::Call& call, const hif::sdk::ResultSink& sink);
  void close();

 private:
  using Failures = std::map<std::uint64_t, std::string>; // by the record's place in the batch
  void prepare_table(bool anew);
  void write_quickly(const hif::sdk::Call& call, const hif_batch& batch);
  Failures write_one_by_one(const hif::sdk::Call& call, const hif_batch& batch);
  void write_record(const hif_record& record);
  void undo(const Mark& before);

  Config config_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Table> table_;
  Mark mark_; // of what is committed, and while a batch is written, of its last row
};

} // namespace host::sql
