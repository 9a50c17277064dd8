// SPDX-License-Identifier: MIT
#include "services/log.hpp"

#include "services/clock.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <array>

namespace host {
namespace {

using namespace hif;

constexpr std::array<std::string_view, 5> level_names = {"trace", "debug", "info", "warn", "error"};

json::Object fields_of(std::string_view fields_json) {
  if (fields_json.empty()) return {};
  try {
    auto fields = json::parse(fields_json);
    if (fields.is_object()) return fields.as_object();
  } catch (const json::ParseError&) {
    // A package's log line is worth having even when its fields are not JSON.
  }
  return {{"fields", std::string(fields_json)}};
}

std::string text_line(std::string_view level, std::string_view scope, std::string_view message,
                      const json::Object& fields) {
  std::string line = iso_time(unix_now_us());
  line.append(" ").append(level).append(level.size() < 5 ? "  " : " ");
  if (!scope.empty()) line.append(scope).append(": ");
  for (const char c : message) line.push_back(c == '\n' || c == '\r' ? ' ' : c);
  for (const auto& [name, value] : fields) {
    line.append(" ").append(name).append("=");
    line.append(value.is_string() && value.as_string().find_first_of(" \"=\n") == std::string::npos
                    ? value.as_string()
                    : json::print(value));
  }
  return line;
}

std::string json_line(std::string_view level, std::string_view scope, std::string_view message,
                      const json::Object& fields) {
  json::Object line{{"time", iso_time(unix_now_us())}, {"level", level}};
  if (!scope.empty()) line.set("scope", scope);
  line.set("message", message);
  for (const auto& [name, value] : fields)
    if (!line.contains(name)) line.set(name, value);
  return json::print(line);
}

}  // namespace

std::optional<std::int32_t> log_level(std::string_view name) {
  for (std::size_t i = 0; i < level_names.size(); ++i)
    if (level_names[i] == name) return static_cast<std::int32_t>(i);
  return std::nullopt;
}

Log::Log(std::shared_ptr<Masker> masker, std::int32_t level, LogFormat format, Sink sink)
    : masker_(std::move(masker)), level_(level), format_(format), sink_(std::move(sink)) {}

void Log::write(std::int32_t level, std::string_view scope, std::string_view message,
                std::string_view fields_json) {
  if (level < level_) return;
  const auto name = level_names[static_cast<std::size_t>(
      level < 0 ? 0 : std::min<std::int32_t>(level, HIF_LOG_ERROR))];
  const auto fields = fields_of(fields_json);
  const auto line = masker_->masked(format_ == LogFormat::json
                                        ? json_line(name, scope, message, fields)
                                        : text_line(name, scope, message, fields));
  const std::lock_guard lock(mutex_);
  sink_(line + "\n");
}

}  // namespace host
