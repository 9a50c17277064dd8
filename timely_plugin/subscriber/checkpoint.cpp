// SPDX-License-Identifier: MIT
#include "subscriber/checkpoint.hpp"

#include <hif/sdk/error.hpp>
#include <hif/sdk/json_parse.hpp>

namespace timely {
namespace {

constexpr int version = 2;

} // namespace

const json::Value& need_member(const json::Value& from, std::string_view name) {
  const auto* value = from.find(name);
  if (!value) throw json::TypeError("\"" + std::string(name) + "\" is missing");
  return *value;
}

void refuse_checkpoint(const std::string& why) {
  throw hif::sdk::Error(HIF_INVALID_ARGUMENT, "the checkpoint cannot be read: " + why +
                                                  "; start over to go on without it");
}

std::string print(const Checkpoint& checkpoint) {
  return json::print(json::Object{{"v", version},
                                  {"entity", checkpoint.entity},
                                  {"params_hash", checkpoint.params_hash},
                                  {"at", checkpoint.at}});
}

Checkpoint read_checkpoint(std::string_view text) {
  return read_part([&] {
    const auto value = json::parse(text);
    if (need_member(value, "v").as_int64() != version)
      throw json::TypeError("it is of a version that this package does not know");
    return Checkpoint{.entity = need_member(value, "entity").as_string(),
                      .params_hash = need_member(value, "params_hash").as_string(),
                      .at = need_member(value, "at")};
  });
}

json::Value to_json(const ListPosition& position) {
  json::Object json{{"index", position.index}, {"complete", position.complete}};
  if (position.complete) return json;
  if (position.cap) json.set("cap", *position.cap);
  if (!position.mark.empty()) json.set("mark", position.mark);
  if (!position.sorted) json.set("sorted", false);
  if (position.aligned) json.set("aligned", true);
  if (position.moved) json.set("moved", true);
  if (!position.all_keys) json.set("all_keys", false);
  if (position.keys.empty()) return json;
  json::Array keys;
  for (const auto& key : position.keys) keys.push_back(key);
  json.set("keys", std::move(keys));
  return json;
}

ListPosition read_list_position(const json::Value& from) {
  const auto flag = [&](std::string_view name, bool otherwise) {
    const auto* value = from.find(name);
    return value ? value->as_bool() : otherwise;
  };
  ListPosition position;
  position.index = need_member(from, "index").as_int64();
  position.complete = need_member(from, "complete").as_bool();
  position.sorted = flag("sorted", true);
  position.aligned = flag("aligned", false);
  position.moved = flag("moved", false);
  position.all_keys = flag("all_keys", true);
  if (const auto* cap = from.find("cap")) position.cap = cap->as_int64();
  if (const auto* mark = from.find("mark")) position.mark = mark->as_string();
  if (const auto* keys = from.find("keys"))
    for (const auto& key : keys->as_array()) position.keys.push_back(key.as_string());
  if (position.index < 0 || (position.cap && *position.cap < 1))
    throw json::TypeError("a number in it is out of range");
  return position;
}

} // namespace timely
