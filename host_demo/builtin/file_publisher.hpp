// SPDX-License-Identifier: MIT
#pragma once
// host.file_publisher: records into an NDJSON or CSV file, or to standard output.
//
// Positions, as flush() gives them and open() takes them:
//   (empty)                        append at the end that the file has now
//   {"v":1,"size":N,"path":"…"}    cut the file back to N bytes and append there
// The position of another path counts for nothing, and a file that was taken away begins anew. On a
// call with HIF_CALL_ANEW the file is made anew whatever the position. flush() right after open()
// gives the position that the run starts from.

#include "builtin/csv_writer.hpp"
#include "builtin/file_config.hpp"
#include "builtin/output_file.hpp"

#include <hif/sdk/package.hpp>

#include <deque>
#include <memory>
#include <vector>

namespace host {

class FilePublisher {
 public:
  explicit FilePublisher(const hif::sdk::Creation& creation)
      : host_(creation.host), config_(file_config(creation.config)) {}
  static void validate(const hif::sdk::Creation& creation) { file_config(creation.config); }

  void open(const hif::sdk::Call& call, std::string_view position);
  // All records of `batch`, or, when it throws, none. A deleted record is written as an object
  // whose first member is "op": "delete".
  void write(const hif::sdk::Call& call, const hif_batch& batch, std::uint64_t first_index,
             const hif::sdk::ResultSink& sink);
  std::string flush(const hif::sdk::Call& call, const hif::sdk::ResultSink& sink);
  void close() { file_.reset(); }

 private:
  void end_last_line(const hif::sdk::Call& call);
  void read_header();
  struct Failure {
    std::uint64_t position; // in the batch
    std::string why;
  };
  std::vector<Failure> add_lines(const hif_batch& batch);
  void add_line(const hif_record& record);
  std::string csv_row(const hif_record& record);

  std::string place() const;

  hif::sdk::Host host_;
  FileConfig config_;
  std::unique_ptr<OutputFile> file_;
  CsvWriter csv_;
  std::deque<std::string> texts_; // of the batch at hand
};

} // namespace host
