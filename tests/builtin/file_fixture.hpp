// SPDX-License-Identifier: MIT
#pragma once
// Real files in a throw-away folder, and the two file prototypes driven over their C tables.

#include "builtin/builtin.hpp"
#include "plugin_api/table_fixture.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace files {

class Folder {
 public:
  Folder() {
    auto name = (std::filesystem::temp_directory_path() / "builtin-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline void write_file(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}
inline void append_file(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary | std::ios::app) << text;
}
inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string file_config_json(const std::string& path, const std::string& format = "auto",
                                    bool escape_formulas = false) {
  hif::json::Object config{{"path", path}, {"format", format}};
  if (escape_formulas) config.set("escape_formulas", true);
  return hif::json::print(config);
}

inline const hif_prototype& builtin(std::string_view id) {
  return *tables::prototype_of(*host::builtin_entry(), id);
}

// What one run of the subscriber gave.
struct Read {
  hif_status status = HIF_OK; // HIF_END when it came to the end
  std::string message;
  std::vector<std::string> records;
  std::vector<std::string> checkpoints; // one a batch
  std::vector<std::string> log;

  std::string checkpoint() const { return checkpoints.empty() ? "" : checkpoints.back(); }
};

struct ReadOptions {
  std::string checkpoint = {};
  std::string format = "auto";
  bool escape_formulas = false;
  std::uint64_t max_records = 1000;
  std::uint64_t max_bytes = 1 << 20;
  std::size_t batches = SIZE_MAX; // stop after so many
};

inline Read read(const std::string& path, const ReadOptions& options = {}) {
  tables::Instance instance(builtin("host.file_subscriber"),
                            file_config_json(path, options.format, options.escape_formulas));
  const auto& table = instance.table<hif_subscriber>();
  tables::TestCall call;
  Read result;
  result.status = table.open(instance.raw(), call.raw(), hif::sdk::slice(options.checkpoint));
  while (result.status == HIF_OK && result.checkpoints.size() < options.batches) {
    hif::sdk::Batch batch;
    result.status =
        table.next(instance.raw(), call.raw(), options.max_records, options.max_bytes, batch.out());
    if (result.status != HIF_OK) break;
    for (auto& text : tables::texts_of(batch)) result.records.push_back(std::move(text));
    result.checkpoints.emplace_back(batch.checkpoint());
  }
  result.message = call.message;
  result.log = instance.host.log;
  table.close(instance.raw());
  return result;
}

struct Outcome {
  std::uint64_t index;
  std::int32_t outcome;
  std::string error;
};

// A publisher that was made and can be opened.
class Writer {
 public:
  explicit Writer(const std::string& path, const std::string& format = "auto")
      : Writer("host.file_publisher", hif::json::parse(file_config_json(path, format))) {}
  Writer(std::string_view prototype, const hif::json::Value& config)
      : instance_(builtin(prototype), hif::json::print(config)),
        table_(instance_.table<hif_publisher>()) {
    sink_ = {.struct_size = sizeof sink_,
             .reserved = 0,
             .host_data = this,
             .push = [](const hif_result_sink* sink, const hif_result* result) {
               static_cast<Writer*>(sink->host_data)
                   ->outcomes.push_back({result->index, result->outcome,
                                         std::string(hif::sdk::view(result->error))});
             }};
  }
  ~Writer() { table_.close(instance_.raw()); }

  hif_status open(const std::string& position = "", std::uint32_t flags = 0) {
    return run(flags, [&](const hif_call* call) {
      return table_.open(instance_.raw(), call, hif::sdk::slice(position));
    });
  }
  hif_status write(const hif::sdk::Batch& batch, std::uint64_t first = 0, std::uint32_t flags = 0) {
    return run(flags, [&](const hif_call* call) {
      return table_.write(instance_.raw(), call, batch.raw(), first, &sink_);
    });
  }
  hif_status write(const std::vector<std::string>& records) {
    return write(tables::batch_of(records));
  }
  // The position, or none when there is none.
  std::optional<std::string> flush(std::uint32_t flags = 0) {
    std::optional<std::string> position;
    status = run(flags, [&](const hif_call* call) {
      return table_.flush(
          instance_.raw(), call, &sink_, &position, [](void* data, hif_slice value) {
            *static_cast<std::optional<std::string>*>(data) = std::string(hif::sdk::view(value));
          });
    });
    return position;
  }

  std::vector<Outcome> outcomes;
  std::string message;
  hif_status status = HIF_OK;

 private:
  template <typename Body>
  hif_status run(std::uint32_t flags, Body body) {
    tables::TestCall call(flags);
    const auto result = body(call.raw());
    message = call.message;
    return result;
  }

  tables::Instance instance_;
  const hif_publisher& table_;
  hif_result_sink sink_;
};

} // namespace files
