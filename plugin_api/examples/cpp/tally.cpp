// SPDX-License-Identifier: MIT
// A package in C++20 over the SDK: the publisher "tally.publisher" counts records by the value of
// one field, and keeps the counts in a JSON file. The counts themselves are the position, so after
// a crash it goes on from what the host has kept, and no record counts twice.
#include <hif/sdk/package.hpp>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace {

namespace json = hif::json;
using namespace hif::sdk;

class Tally {
 public:
  explicit Tally(const Creation& creation)
      : path_(creation.config.find("path")->as_string()),
        field_(creation.config.find("field")->as_string()) {}

  static void validate(const Creation& creation) {
    if (creation.config.find("path")->as_string().ends_with('/'))
      throw ConfigError("/path", "a folder, where a file is needed", "name the file in it");
  }

  void open(const Call&, std::string_view position) {
    try {
      counts_ = position.empty() ? json::Object() : json::parse(position).as_object();
    } catch (const std::runtime_error& error) {
      throw Error(HIF_INVALID_ARGUMENT, std::string("a foreign position: ") + error.what());
    }
  }

  void write(const Call& call, const hif_batch& batch, std::uint64_t first,
             const ResultSink& results) {
    for (std::uint64_t i = 0; i < batch.count; ++i) {
      call.throw_if_cancelled();
      Result result;
      result.index = first + i;
      try {
        const auto record = json::parse(view(hif_batch_at(&batch, i)->json));
        const auto* value = record.find(field_);
        if (!call.dry_run()) count(value ? json::print(*value) : "missing");
        result.outcome = call.dry_run() ? HIF_OUTCOME_PREVIEWED : HIF_OUTCOME_ACCEPTED;
      } catch (const json::ParseError& error) {
        result.status = HIF_INVALID_ARGUMENT;
        result.error = std::string("not JSON: ") + error.what();
      }
      results.push(result);
    }
  }

  // All or nothing: written beside the file, then put in its place.
  std::string flush(const Call& call, const ResultSink&) {
    const auto text = json::print(counts_);
    if (call.dry_run()) return text;
    const auto beside = path_ + "~";
    std::ofstream file(beside);
    file << text << '\n';
    file.close();
    if (!file || std::rename(beside.c_str(), path_.c_str()) != 0)
      throw Error(HIF_RESOURCE_EXHAUSTED, path_ + " cannot be written: " + std::strerror(errno));
    return text;
  }

  void close() {}

 private:
  void count(const std::string& key) {
    const auto* before = counts_.find(key);
    counts_.set(key, before ? before->as_int64() + 1 : 1);
  }

  std::string path_, field_;
  json::Object counts_;
};

} // namespace

HIF_PACKAGE("tally", "1.0.0", publisher<Tally>("tally.publisher"))
