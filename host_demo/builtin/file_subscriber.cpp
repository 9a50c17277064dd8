// SPDX-License-Identifier: MIT
#include "builtin/file_subscriber.hpp"

#include "builtin/csv_reader.hpp"
#include "builtin/ndjson_reader.hpp"

namespace host {

using hif::sdk::BatchBuilder;
using hif::sdk::Call;

void FileSubscriber::open(const Call& call, std::string_view checkpoint) {
  close();
  blocks_ = std::make_unique<InputBlocks>(config_.path);
  const auto name = config_.standard_stream() ? std::string("standard input") : config_.path;
  if (config_.format == FileFormat::csv)
    reader_ = std::make_unique<CsvReader>(*blocks_, name, max_line_bytes, config_.escape_formulas);
  else
    reader_ = std::make_unique<NdjsonReader>(*blocks_, name);
  std::optional<ReadMark> mark;
  if (!checkpoint.empty() && blocks_->resumable()) mark = own_mark(checkpoint);
  reader_->begin(call);
  if (mark) go_on(call, *mark);
}

void FileSubscriber::close() {
  reader_.reset();
  blocks_.reset();
  fingerprint_ = {};
  marked_.reset();
  ended_ = false;
}

ReadMark FileSubscriber::own_mark(std::string_view checkpoint) const {
  auto mark = parse_mark(checkpoint, config_.path);
  if (mark.format != config_.format)
    throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                          "the checkpoint kept for \"" + config_.path +
                              "\" is of another format; start over, or set the format back");
  return mark;
}

void FileSubscriber::go_on(const Call& call, const ReadMark& mark) {
  if (!is_prefix(mark)) {
    host_.log(HIF_LOG_WARN, "the file \"" + config_.path +
                                "\" was replaced since it was last read; reading it from its "
                                "start");
    return;
  }
  if (mark.offset < blocks_->offset()) return; // not even past the header
  blocks_->seek(mark.offset);
  reader_->go_on_from_line(mark.line);
  marked_ = mark.offset;
  skip_rest_of_line(call);
}

// Whether the file still begins with what `mark` says was read.
bool FileSubscriber::is_prefix(const ReadMark& mark) {
  return blocks_->file_size() >= mark.offset &&
         fingerprint_.of(*blocks_, mark.offset) == mark.fingerprint;
}

// A last line without line end was taken at the end of the file: the end that was appended since
// is part of that line.
void FileSubscriber::skip_rest_of_line(const Call& call) {
  const auto offset = blocks_->offset();
  if (offset == 0 || blocks_->read_at(offset - 1, 1) == "\n") return;
  while (blocks_->rest().size() < 2 && !blocks_->ended()) blocks_->fill(call);
  if (blocks_->rest().starts_with("\n"))
    blocks_->take(1);
  else if (blocks_->rest().starts_with("\r\n"))
    blocks_->take(2);
}

hif_status FileSubscriber::next(const Call& call, const hif::sdk::Limits& limits, hif_batch* out) {
  if (!reader_) throw hif::sdk::Error(HIF_INTERNAL, "next() before open()");
  if (ended_) return HIF_END;
  BatchBuilder batch;
  fill_batch(call, limits, batch);
  const bool news = batch.size() > 0 || (blocks_->resumable() && marked_ != blocks_->offset());
  if (!news) return HIF_END;
  if (blocks_->resumable()) mark(batch);
  batch.finish(out);
  return HIF_OK;
}

void FileSubscriber::fill_batch(const Call& call, const hif::sdk::Limits& limits,
                                BatchBuilder& batch) {
  const auto start = blocks_->offset();
  std::shared_ptr<const void> held;
  call.throw_if_cancelled();
  do {
    switch (reader_->next(batch)) {
    case RecordReader::Step::record:
      if (held != blocks_->block()) batch.keep(held = blocks_->block());
      break;
    case RecordReader::Step::more:
      // What came through a pipe so far is not held back until more comes.
      if (batch.size() > 0 && !blocks_->resumable()) return;
      blocks_->fill(call);
      break;
    case RecordReader::Step::end:
      ended_ = true;
      return;
    }
  } while (batch.size() < limits.max_records && blocks_->offset() - start < limits.max_bytes);
}

void FileSubscriber::mark(BatchBuilder& batch) {
  const auto offset = blocks_->offset();
  marked_ = offset;
  batch.checkpoint(
      print_mark({offset, reader_->lines(), config_.format, fingerprint_.of(*blocks_, offset)}));
}

} // namespace host
