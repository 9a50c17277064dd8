// SPDX-License-Identifier: MIT
#include "protocol/bookmark.hpp"

#include "run/opaque_bytes.hpp"
#include "services/clock.hpp"
#include "text/failure.hpp"

namespace host {
namespace {

constexpr std::size_t small_parts_bytes = 64 * 1024;
constexpr std::int64_t large_interval_ns = 10'000'000'000;

} // namespace

hif::json::Value to_json(const Bookmark& bookmark) {
  hif::json::Object json;
  set_bytes(json, "checkpoint", bookmark.checkpoint);
  if (bookmark.complete) json.set("complete", true);
  if (bookmark.parts.empty()) return json;
  hif::json::Object parts;
  for (const auto& [name, value] : bookmark.parts) {
    hif::json::Object part;
    set_bytes(part, "value", value);
    parts.set(name, std::move(part));
  }
  json.set("parts", std::move(parts));
  return json;
}

Bookmark read_bookmark(const hif::json::Value& json, const std::string& stream) {
  if (json.is_null() || (json.is_object() && json.as_object().empty())) return {};
  if (!json.find("checkpoint") && !json.find("checkpoint_base64"))
    throw Failure(Exit::usage, "the state of stream \"" + stream +
                                   "\" is none that hif wrote: it has no checkpoint. Give the last "
                                   "state that hif wrote for it, or none to read from the start.");
  Bookmark bookmark;
  bookmark.checkpoint = bytes_in(json, "checkpoint");
  const auto* complete = json.find("complete");
  bookmark.complete = complete && *complete == hif::json::Value(true);
  if (const auto* parts = json.find("parts"); parts && parts->is_object())
    for (const auto& [name, part] : parts->as_object())
      bookmark.parts[name] = bytes_in(part, "value");
  return bookmark;
}

bool StatePace::is_due(const Bookmark& bookmark) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : bookmark.parts) bytes += name.size() + value.size();
  const auto now = steady_now_ns();
  if (bytes > small_parts_bytes && now - written_at_ns_ < large_interval_ns) return false;
  written_at_ns_ = now;
  return true;
}

} // namespace host
