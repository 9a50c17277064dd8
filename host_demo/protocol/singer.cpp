// SPDX-License-Identifier: MIT
#include "protocol/singer.hpp"

#include "protocol/bookmark.hpp"
#include "protocol/record_schema.hpp"
#include "protocol/record_text.hpp"
#include "protocol/stream_read.hpp"
#include "services/clock.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace host {
namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

std::string line(const Value& message) {
  return hif::json::print(message) + "\n";
}

void leave_out(Value& value, const std::vector<std::string>& path, std::size_t at) {
  if (value.is_array()) {
    for (auto& item : value.as_array()) leave_out(item, path, at);
  } else if (value.is_object() && at + 1 == path.size()) {
    value.as_object().erase(path[at]);
  } else if (auto* within = value.find(path[at])) {
    leave_out(*within, path, at + 1);
  }
}

// The bookmarks of all streams within the state that goes round.
class BookmarkState {
 public:
  explicit BookmarkState(Value value) : value_(std::move(value)) {
    if (value_.is_null()) value_ = Object();
    if (const auto* type = value_.find("type"); type && *type == Value("STATE"))
      if (auto* inner = value_.find("value")) value_ = Value(*inner); // a whole message
    if (!value_.is_object()) throw Failure(Exit::usage, "the state is not a JSON object");
    auto& bookmarks = value_.as_object()["bookmarks"];
    if (bookmarks.is_null()) bookmarks = Object();
    if (!bookmarks.is_object())
      throw Failure(Exit::usage, "the state's \"bookmarks\" are not a JSON object");
  }

  Bookmark bookmark(const std::string& stream) const {
    const auto* known = value_.find("bookmarks")->find(stream);
    return known ? read_bookmark(*known, stream) : Bookmark();
  }

  std::string message(const std::string& stream, const Bookmark& bookmark) {
    value_.find("bookmarks")->as_object().set(stream, to_json(bookmark));
    return line(Object{{"type", "STATE"}, {"value", value_}});
  }

 private:
  Value value_;
};

class Sync {
 public:
  Sync(const SingerChoice& choice, BookmarkState& state, const Emit& emit, Log& log)
      : choice_(choice), name_(choice.stream->name), key_(choice.key), schema_(choice.schema),
        state_(state), emit_(emit), log_(log) {}

  void run(Objects& objects) {
    bookmark_ = state_.bookmark(name_);
    if (choice_.full_table && bookmark_.complete) bookmark_ = {};
    read_stream(objects, *choice_.stream->incoming, bookmark_,
                [&](const hif_batch& records, bool has_position) { take(records, has_position); });
    write((described_ ? "" : schema_message()) + state_.message(name_, bookmark_));
  }

 private:
  void take(const hif_batch& records, bool has_position) {
    const auto now = iso_time(unix_now_us());
    std::string messages;
    bool widened = false;
    for (std::uint64_t i = 0; i < records.count; ++i)
      messages += record_message(*hif_batch_at(&records, i), now, widened);
    if (widened || !described_) messages.insert(0, schema_message());
    if (has_position && pace_.is_due(bookmark_)) messages += state_.message(name_, bookmark_);
    write(messages);
  }

  std::string record_message(const hif_record& record, const std::string& now, bool& widened) {
    auto text = record_text(record, singer_deleted_at, now);
    auto value = hif::json::parse(text);
    if (!choice_.left_out.empty()) {
      for (const auto& path : choice_.left_out) leave_out(value, path, 0);
      text = hif::json::print(value);
    }
    check_key(value);
    widened = widen(schema_, value) || widened;
    std::string message = R"({"type":"RECORD","stream":)";
    hif::json::print_string(message, name_);
    return message + ",\"record\":" + text + ",\"time_extracted\":\"" + now + "\"}\n";
  }

  // Targets look records up by their key. What transformers make of a stream is first seen here.
  void check_key(const Value& record) {
    const auto missing =
        std::ranges::find_if(key_, [&](const std::string& field) { return !record.find(field); });
    if (missing == key_.end()) return;
    if (described_ || choice_.stream->incoming->transformers.empty())
      throw Failure(Exit::failed, name_ + ": a record lacks the field \"" + *missing +
                                      "\", which is its key. Let the transformers leave it in, or "
                                      "name another key in the catalog (table-key-properties).");
    log_.write(HIF_LOG_WARN, name_,
               "the transformers take the key field \"" + *missing +
                   "\" out: the stream has no key_properties, and targets append its records");
    key_.clear();
  }

  std::string schema_message() {
    described_ = true;
    Object message{{"type", "SCHEMA"},
                   {"stream", name_},
                   {"schema", schema_},
                   {"key_properties", Array(key_.begin(), key_.end())}};
    const auto& cursor = choice_.stream->cursor;
    const auto* properties = schema_.find("properties");
    if (choice_.stream->gives_changes && properties && properties->find(cursor))
      message.set("bookmark_properties", Array{cursor});
    return line(message);
  }

  void write(std::string_view messages) const { emit_or_stop(emit_, messages); }

  const SingerChoice& choice_;
  const std::string& name_;
  std::vector<std::string> key_;
  Value schema_; // as wide as the records so far
  BookmarkState& state_;
  const Emit& emit_;
  Log& log_;
  bool described_ = false; // a SCHEMA was written
  Bookmark bookmark_;
  StatePace pace_;
};

} // namespace

int sync_singer(const std::vector<SingerChoice>& choices, Value given, Objects& objects, Log& log,
                const Emit& emit) {
  BookmarkState state(std::move(given));
  for (const auto& choice : choices) state.bookmark(choice.stream->name);
  int exit = Exit::done;
  for (const auto& choice : choices) {
    try {
      Sync(choice, state, emit, log).run(objects);
    } catch (const EmitFailed& failed) {
      throw Failure(failed.failure);
    } catch (const std::exception& error) {
      const auto failure = stream_failure(choice.stream->name, error);
      if (failure.exit_code == Exit::interrupted) return Exit::interrupted;
      log.write(HIF_LOG_ERROR, {}, failure.what());
      exit = std::max(exit, failure.exit_code);
    }
  }
  return exit;
}

} // namespace host
