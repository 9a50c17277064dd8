// SPDX-License-Identifier: MIT
#include "builtin/file_publisher.hpp"

#include <filesystem>

namespace host {

using hif::sdk::Call;
using hif::sdk::ResultSink;

namespace {

// The size that the file had when `position` was given; none: the end that it has now.
std::optional<std::uint64_t> kept_size(std::string_view position, const std::string& path,
                                       const std::string& place) {
  if (position.empty()) return std::nullopt;
  try {
    const auto value = hif::json::parse(position);
    const auto* version = value.find("v");
    const auto* size = value.find("size");
    const auto* of = value.find("path");
    if (version && version->to_int64() == 1 && size && size->to_uint64()) {
      if (of && of->as_string() != place) return std::nullopt;
      return size->to_uint64();
    }
  } catch (const std::runtime_error&) { // said below
  }
  throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                        "the position kept for \"" + path +
                            "\" is none of a file publisher; start over, or reset the state");
}

bool has_member(std::string_view json, std::string_view name) {
  return hif::json::parse(json).find(name) != nullptr;
}

// `json`, an object, with "op": "delete" before its members, if it has no "op" of its own.
std::string marked_deleted(std::string_view json) {
  if (has_member(json, "op")) return std::string(json);
  const auto members = json.substr(json.find('{') + 1);
  const bool empty = members.substr(members.find_first_not_of(" \t")).starts_with('}');
  return R"({"op":"delete")" + std::string(empty ? "" : ",") + std::string(members);
}

} // namespace

void FilePublisher::open(const Call& call, std::string_view position) {
  close();
  csv_ = CsvWriter(config_.escape_formulas);
  const auto size = kept_size(position, config_.path, place());
  if (call.dry_run()) return;
  file_ = std::make_unique<OutputFile>(config_.path);
  if (!file_->regular()) return;
  if (call.anew())
    file_->cut_back(0);
  else if (size && file_->is_new() && *size > 0)
    host_.log(HIF_LOG_WARN,
              "\"" + config_.path + "\" was taken away since the last run: it begins anew");
  else if (size)
    file_->cut_back(*size);
  end_last_line(call);
  if (config_.format == FileFormat::csv && file_->size() > 0) read_header();
}

// A file that somebody else wrote may lack its last line end.
void FilePublisher::end_last_line(const Call& call) {
  if (file_->size() == 0 || file_->read_at(file_->size() - 1, 1) == "\n") return;
  file_->add("\n");
  file_->commit(call);
}

void FilePublisher::read_header() {
  constexpr std::size_t most_header_bytes = 1 << 20;
  try {
    csv_.go_on(file_->read_at(0, most_header_bytes));
  } catch (const std::runtime_error& error) {
    throw hif::sdk::Error(HIF_INVALID_ARGUMENT,
                          "cannot append to \"" + config_.path + "\": " + error.what());
  }
}

void FilePublisher::write(const Call& call, const hif_batch& batch, std::uint64_t first_index,
                          const ResultSink& sink) {
  hif::sdk::Result result;
  if (call.dry_run()) {
    result.outcome = HIF_OUTCOME_PREVIEWED;
    for (std::uint64_t i = 0; i < batch.count; ++i) {
      result.index = first_index + i;
      sink.push(result);
    }
    return;
  }
  if (!file_) throw hif::sdk::Error(HIF_INTERNAL, "write() before open()");
  const auto failures = add_lines(batch);
  file_->commit(call);
  auto failure = failures.begin();
  for (std::uint64_t i = 0; i < batch.count; ++i) {
    const bool failed = failure != failures.end() && failure->position == i;
    result.index = first_index + i;
    result.outcome = failed ? HIF_OUTCOME_FAILED : HIF_OUTCOME_ACCEPTED;
    result.status = failed ? HIF_INVALID_ARGUMENT : HIF_OK;
    result.error = failed ? (failure++)->why : std::string();
    sink.push(result);
  }
}

// Gathers the lines of `batch`; gives the records that make none, in order.
std::vector<FilePublisher::Failure> FilePublisher::add_lines(const hif_batch& batch) {
  texts_.clear();
  std::vector<Failure> failures;
  for (std::uint64_t i = 0; i < batch.count; ++i) {
    try {
      add_line(*hif_batch_at(&batch, i));
    } catch (const std::runtime_error& error) {
      failures.push_back({i, "\"" + config_.path + "\": " + error.what()});
    }
  }
  return failures;
}

void FilePublisher::add_line(const hif_record& record) {
  const auto json = hif::sdk::view(record.json);
  if (config_.format == FileFormat::csv) {
    file_->add(texts_.emplace_back(csv_row(record)));
    return;
  }
  file_->add(record.op == HIF_RECORD_DELETE ? texts_.emplace_back(marked_deleted(json)) : json);
  file_->add("\n");
}

std::string FilePublisher::csv_row(const hif_record& record) {
  const auto json = hif::sdk::view(record.json);
  const auto value =
      hif::json::parse(record.op == HIF_RECORD_DELETE ? marked_deleted(json) : std::string(json));
  std::string text;
  if (!csv_.begun()) csv_.begin(value.as_object(), text);
  csv_.row(value.as_object(), text);
  return text;
}

std::string FilePublisher::flush(const Call& call, const ResultSink&) {
  if (!file_ || call.dry_run() || !file_->regular()) return {};
  file_->make_durable();
  return hif::json::print(hif::json::Object{{"v", 1}, {"size", file_->size()}, {"path", place()}});
}

// Which file it is, wherever the program is started.
std::string FilePublisher::place() const {
  return std::filesystem::absolute(config_.path).lexically_normal().string();
}

} // namespace host
