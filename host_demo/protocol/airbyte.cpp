// SPDX-License-Identifier: MIT
#include "protocol/airbyte.hpp"

#include "protocol/bookmark.hpp"
#include "protocol/record_text.hpp"
#include "protocol/stream_read.hpp"
#include "services/clock.hpp"
#include "text/nearest.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace host {
namespace {

using hif::json::Array;
using hif::json::Number;
using hif::json::Object;
using hif::json::Value;

// The version of the protocol that the messages follow.
constexpr const char* protocol_version = "0.3.2";
// When a record was deleted at its source, as destinations know it.
constexpr const char* deleted_at = "_ab_cdc_deleted_at";

std::string line(const Value& message) {
  return hif::json::print(message) + "\n";
}

std::int64_t now_ms() {
  return unix_now_us() / 1000;
}

std::string trace(const char* type, const char* part, Value content) {
  return line(Object{
      {"type", "TRACE"},
      {"trace", Object{{"type", type}, {"emitted_at", now_ms()}, {part, std::move(content)}}}});
}

Object descriptor(const std::string& stream) {
  return {{"name", stream}};
}

std::string stream_status(const std::string& stream, const char* status) {
  return trace("STREAM_STATUS", "stream_status",
               Object{{"stream_descriptor", descriptor(stream)}, {"status", status}});
}

const char* failure_type(int exit_code) {
  if (exit_code == Exit::usage || exit_code == Exit::unauthorised || exit_code == Exit::package)
    return "config_error";
  return exit_code == Exit::unreachable || exit_code == Exit::interrupted ? "transient_error"
                                                                          : "system_error";
}

Value schema_of(const Stream& stream) {
  Object schema{{"$schema", "http://json-schema.org/draft-07/schema#"}};
  for (const auto& [word, value] : stream.schema.as_object()) schema.set(word, value);
  if (stream.gives_deletions)
    schema["properties"].as_object().set(
        deleted_at, Object{{"type", Array{"null", "string"}}, {"format", "date-time"}});
  return schema;
}

Value catalog_entry(const Stream& stream) {
  Array modes{"full_refresh"};
  if (stream.gives_changes) modes.push_back(Value("incremental"));
  Array key;
  for (const auto& field : stream.key) key.push_back(Array{Value(field)});
  Object entry{{"name", stream.name},
               {"json_schema", schema_of(stream)},
               {"supported_sync_modes", std::move(modes)},
               {"source_defined_cursor", true},
               {"is_resumable", true}};
  if (!key.empty()) entry.set("source_defined_primary_key", std::move(key));
  if (stream.gives_changes && !stream.cursor.empty())
    entry.set("default_cursor_field", Array{Value(stream.cursor)});
  return entry;
}

class Read {
 public:
  Read(const AirbyteChoice& choice, Bookmark from, const Emit& emit)
      : choice_(choice), name_(choice.stream->name), bookmark_(std::move(from)), emit_(emit) {
    if (!choice.incremental && bookmark_.complete) bookmark_ = {};
    prefix_ = R"({"type":"RECORD","record":{"stream":)";
    hif::json::print_string(prefix_, name_);
    prefix_ += R"(,"data":)";
  }

  void run(Objects& objects) {
    emit_or_stop(emit_, stream_status(name_, "STARTED"));
    read_stream(objects, *choice_.stream->incoming, bookmark_,
                [&](const hif_batch& records, bool has_position) { take(records, has_position); });
    emit_or_stop(emit_, state() + stream_status(name_, "COMPLETE"));
  }

 private:
  void take(const hif_batch& records, bool has_position) {
    const auto at_ms = now_ms();
    const auto now = iso_time(at_ms * 1000);
    const auto suffix = ",\"emitted_at\":" + std::to_string(at_ms) + "}}\n";
    std::string messages;
    if (records.count > 0 && !std::exchange(is_running_, true))
      messages = stream_status(name_, "RUNNING");
    for (std::uint64_t i = 0; i < records.count; ++i)
      messages += prefix_ + record_text(*hif_batch_at(&records, i), deleted_at, now) + suffix;
    since_state_ += records.count;
    if (has_position && pace_.is_due(bookmark_)) messages += state();
    emit_or_stop(emit_, messages);
  }

  std::string state() {
    // The protocol wants the count with a decimal point.
    const Number count{std::to_string(std::exchange(since_state_, 0)) + ".0"};
    return line(Object{{"type", "STATE"},
                       {"state", Object{{"type", "STREAM"},
                                        {"stream", Object{{"stream_descriptor", descriptor(name_)},
                                                          {"stream_state", to_json(bookmark_)}}},
                                        {"sourceStats", Object{{"recordCount", count}}}}}});
  }

  const AirbyteChoice& choice_;
  const std::string& name_;
  Bookmark bookmark_;
  const Emit& emit_;
  std::string prefix_; // of every record's message
  bool is_running_ = false;
  StatePace pace_;
  std::uint64_t since_state_ = 0; // records
};

void take_stream_state(const Value& state, std::map<std::string, Value>& states) {
  const auto* of = state.find("stream_descriptor");
  const auto* name = of ? of->find("name") : nullptr;
  if (!name || !name->is_string())
    throw Failure(Exit::usage, "the state has an entry without its stream_descriptor.name");
  const auto* value = state.find("stream_state");
  states[name->as_string()] = value ? *value : Value();
}

void take_state(const Value& given, std::map<std::string, Value>& states) {
  if (given.is_array()) {
    for (const auto& item : given.as_array()) take_state(item, states);
    return;
  }
  if (!given.is_object()) throw Failure(Exit::usage, "the state is no list of state messages");
  const auto* type = given.find("type");
  if (type && *type == Value("STATE")) {
    if (const auto* state = given.find("state")) take_state(*state, states);
  } else if (const auto* stream = given.find("stream")) {
    take_stream_state(*stream, states);
  } else if (const auto* global = given.find("global")) {
    const auto* all = global->find("stream_states");
    if (all && all->is_array())
      for (const auto& state : all->as_array()) take_stream_state(state, states);
  } else if (!given.as_object().empty() && !type) {
    throw Failure(Exit::usage, "the state is none that hif wrote: a list of messages "
                               "{\"type\": \"STREAM\", \"stream\": …} is expected");
  }
}

} // namespace

std::string airbyte_spec(const Value& settings_form) {
  return line(Object{{"type", "SPEC"},
                     {"spec", Object{{"protocol_version", protocol_version},
                                     {"supportsIncremental", true},
                                     {"connectionSpecification", settings_form}}}});
}

std::string airbyte_status(const std::optional<std::string>& fault) {
  Object status{{"status", fault ? "FAILED" : "SUCCEEDED"}};
  if (fault) status.set("message", *fault);
  return line(Object{{"type", "CONNECTION_STATUS"}, {"connectionStatus", std::move(status)}});
}

std::string airbyte_catalog(const std::vector<Stream>& streams) {
  Array entries;
  for (const auto& stream : streams) entries.push_back(catalog_entry(stream));
  return line(Object{{"type", "CATALOG"}, {"catalog", Object{{"streams", std::move(entries)}}}});
}

std::string airbyte_log(const char* level, const std::string& text) {
  return line(Object{{"type", "LOG"}, {"log", Object{{"level", level}, {"message", text}}}});
}

std::string airbyte_error(const std::string& text, int exit_code, const std::string& stream) {
  Object error{{"message", text}, {"failure_type", failure_type(exit_code)}};
  if (!stream.empty()) error.set("stream_descriptor", descriptor(stream));
  return trace("ERROR", "error", std::move(error));
}

std::vector<AirbyteChoice> choose_streams(const std::vector<Stream>& streams,
                                          const Value& configured_catalog) {
  const auto* entries = configured_catalog.find("streams");
  if (!entries || !entries->is_array())
    throw Failure(Exit::usage, "the configured catalog has no list \"streams\"");
  std::vector<AirbyteChoice> choices;
  for (const auto& entry : entries->as_array()) {
    const auto* of = entry.find("stream");
    const auto* name = of ? of->find("name") : nullptr;
    if (!name || !name->is_string())
      throw Failure(Exit::usage, "the configured catalog lists a stream without its stream.name; a "
                                 "catalog that `discover` gave has to be configured first: "
                                 "{\"streams\": [{\"stream\": …, \"sync_mode\": …, "
                                 "\"destination_sync_mode\": …}]}");
    const auto* stream = find_stream(streams, name->as_string());
    if (!stream)
      throw Failure(Exit::usage, "the configured catalog lists the stream \"" + name->as_string() +
                                     "\", and no incoming of the configuration bears that name." +
                                     did_you_mean(name->as_string(), names_of(streams)));
    const auto* mode = entry.find("sync_mode");
    choices.push_back({stream, mode && *mode == Value("incremental")});
  }
  return choices;
}

std::map<std::string, Value> airbyte_states(const std::vector<Value>& given) {
  std::map<std::string, Value> states;
  for (const auto& value : given) take_state(value, states);
  return states;
}

int read_airbyte(const std::vector<AirbyteChoice>& choices,
                 const std::map<std::string, Value>& states, Objects& objects, Log& log,
                 const Emit& emit) {
  std::map<std::string, Bookmark> bookmarks;
  for (const auto& [stream, state] : states) bookmarks[stream] = read_bookmark(state, stream);
  int exit = Exit::done;
  for (const auto& choice : choices) {
    const auto& name = choice.stream->name;
    try {
      Read(choice, bookmarks[name], emit).run(objects);
    } catch (const EmitFailed& failed) {
      throw Failure(failed.failure);
    } catch (const std::exception& error) {
      const auto failure = stream_failure(name, error);
      const auto why = log.masker().masked(failure.what());
      const bool stopped = failure.exit_code == Exit::interrupted;
      if (!stopped) log.write(HIF_LOG_ERROR, {}, why);
      emit((stopped ? "" : airbyte_error(why, failure.exit_code, name)) +
           stream_status(name, "INCOMPLETE"));
      if (stopped) return Exit::interrupted;
      exit = std::max(exit, failure.exit_code);
    }
  }
  return exit;
}

} // namespace host
