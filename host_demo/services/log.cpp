// SPDX-License-Identifier: MIT
#include "services/log.hpp"

#include "services/clock.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <array>

namespace host {
namespace {

using namespace hif;

constexpr std::array<std::string_view, 5> level_names = {"trace", "debug", "info", "warn", "error"};

// With U+FFFD in place of each byte that is no UTF-8.
std::string as_utf8(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = json::detail::utf8_length(text, at);
    out += length ? text.substr(at, length) : "\xEF\xBF\xBD";
    at += length ? length : 1;
  }
  return out;
}

json::Object fields_of(std::string_view fields_json) {
  if (fields_json.empty()) return {};
  try {
    auto fields = json::parse(fields_json);
    if (fields.is_object()) return fields.as_object();
  } catch (const json::ParseError&) {
    // A package's log line is worth having even when its fields are not JSON.
  }
  return {{"fields", as_utf8(fields_json)}};
}

// The same with secrets masked in every text, name and number of it: it stays JSON whatever they
// are.
json::Value masked(const json::Value& value, const Masker& masker) {
  if (value.is_string()) return masker.masked(value.as_string());
  if (value.is_number()) {
    auto text = masker.masked(value.as_number().text);
    return text == value.as_number().text ? value : json::Value(std::move(text));
  }
  if (value.is_array()) {
    json::Array items;
    for (const auto& item : value.as_array()) items.push_back(masked(item, masker));
    return items;
  }
  if (!value.is_object()) return value;
  json::Object members;
  for (const auto& [name, member] : value.as_object())
    members.set(masker.masked(name), masked(member, masker));
  return members;
}

std::string text_line(std::string_view level, std::string_view scope, std::string_view message,
                      const json::Object& fields) {
  std::string line = iso_time(unix_now_us());
  line.append(" ").append(level).append(level.size() < 5 ? "  " : " ");
  if (!scope.empty()) line.append(scope).append(": ");
  line.append(message);
  for (const auto& [name, value] : fields) {
    line.append(" ").append(name).append("=");
    line.append(value.is_string() && value.as_string().find_first_of(" \"=\n") == std::string::npos
                    ? value.as_string()
                    : json::print(value));
  }
  // One line, and nothing in it that a terminal obeys.
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; };
  std::replace_if(line.begin(), line.end(), is_control, ' ');
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

} // namespace

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
  const auto fields = masked(fields_of(fields_json), *masker_).as_object();
  const auto text = as_utf8(masker_->masked(message));
  const auto line = format_ == LogFormat::json ? json_line(name, scope, text, fields)
                                               : text_line(name, scope, text, fields);
  const std::lock_guard lock(mutex_);
  sink_(line + "\n");
}

} // namespace host
