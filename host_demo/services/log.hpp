// SPDX-License-Identifier: MIT
#pragma once
// The log of a run: one line an entry on stderr, as text or as JSON, secrets masked.

#include "services/masker.hpp"

#include <hif/ext/log.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace host {

enum class LogFormat { text, json };

// "trace", "debug", "info", "warn", "error"; empty for anything else.
std::optional<std::int32_t> log_level(std::string_view name);

// Any thread.
class Log {
 public:
  using Sink = std::function<void(std::string_view line)>; // the line ends with a line break

  Log(std::shared_ptr<Masker> masker, std::int32_t level, LogFormat format, Sink sink);

  std::int32_t level() const { return level_; }
  // `scope`: name of the configured object that speaks, or empty. `fields_json`: empty or a JSON
  // object.
  void write(std::int32_t level, std::string_view scope, std::string_view message,
             std::string_view fields_json = {});
  void info(std::string_view message) { write(HIF_LOG_INFO, {}, message); }
  void warn(std::string_view message) { write(HIF_LOG_WARN, {}, message); }
  Masker& masker() { return *masker_; }

 private:
  std::shared_ptr<Masker> masker_;
  std::int32_t level_;
  LogFormat format_;
  Sink sink_;
  std::mutex mutex_;
};

} // namespace host
