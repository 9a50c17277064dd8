// SPDX-License-Identifier: MIT
#include "run/lane_key.hpp"

#include "config/pointer.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <charconv>

namespace host {
namespace {

using hif::json::Value;

// FNV-1a, then mixed so that its low bits are as good as the others (the finalizer of SplitMix64).
std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const unsigned char byte : text) hash = (hash ^ byte) * 0x100000001b3;
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
  return hash ^ (hash >> 31);
}

const Value* member(const Value& value, const std::string& segment) {
  if (!value.is_array()) return value.find(segment);
  std::size_t index = 0;
  const auto* end = segment.data() + segment.size();
  const auto [read, error] = std::from_chars(segment.data(), end, index);
  const bool is_index = error == std::errc() && read == end;
  return is_index && index < value.as_array().size() ? &value.as_array()[index] : nullptr;
}

} // namespace

LaneKey::LaneKey(std::string_view text) {
  if (!text.starts_with('/')) {
    segments_.emplace_back(text);
    return;
  }
  while (!text.empty()) segments_.push_back(take_segment(text));
}

std::size_t LaneKey::lane_of(std::string_view record, std::size_t lanes) const {
  std::string key(record);
  try {
    const auto parsed = hif::json::parse(record);
    const Value* found = &parsed;
    for (const auto& segment : segments_)
      if (found) found = member(*found, segment);
    // 7 and "7" are one key: an id is written one way here and another there.
    if (found && !found->is_null())
      key = found->is_string() ? found->as_string() : hif::json::print(*found);
  } catch (const hif::json::ParseError&) { // the publisher refuses it
  }
  return static_cast<std::size_t>(stable_hash(key) % lanes);
}

} // namespace host
