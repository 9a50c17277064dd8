// SPDX-License-Identifier: MIT
#pragma once
// host.file_subscriber: records out of an NDJSON or CSV file, a FIFO, or standard input.

#include "builtin/file_config.hpp"
#include "builtin/read_mark.hpp"
#include "builtin/record_reader.hpp"

#include <hif/sdk/package.hpp>

#include <memory>
#include <optional>

namespace host {

class FileSubscriber {
 public:
  explicit FileSubscriber(const hif::sdk::Creation& creation)
      : host_(creation.host), config_(file_config(creation.config)) {}
  static void validate(const hif::sdk::Creation& creation) { file_config(creation.config); }

  // Goes on from `checkpoint` while the file still begins with what was read; a file that was
  // replaced is read from its start, which the log says.
  void open(const hif::sdk::Call& call, std::string_view checkpoint);
  hif_status next(const hif::sdk::Call& call, const hif::sdk::Limits& limits, hif_batch* out);
  void close();

 private:
  ReadMark own_mark(std::string_view checkpoint) const;
  void go_on(const hif::sdk::Call& call, const ReadMark& mark);
  bool is_prefix(const ReadMark& mark);
  void skip_rest_of_line(const hif::sdk::Call& call);
  void fill_batch(const hif::sdk::Call& call, const hif::sdk::Limits& limits,
                  hif::sdk::BatchBuilder& batch);
  void mark(hif::sdk::BatchBuilder& batch);

  hif::sdk::Host host_;
  FileConfig config_;
  std::unique_ptr<InputBlocks> blocks_;
  std::unique_ptr<RecordReader> reader_;
  Fingerprint fingerprint_;
  std::optional<std::uint64_t> marked_; // offset of the last checkpoint that was given
  bool ended_ = false;
};

} // namespace host
