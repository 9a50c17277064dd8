// SPDX-License-Identifier: MIT
#include "subscriber/incremental_position.hpp"

#include "subscriber/checkpoint.hpp"

#include <algorithm>
#include <array>

namespace timely {
namespace {

using calendar::Day;
using Stage = IncrementalPosition::Stage;

constexpr std::array<std::string_view, 4> stages = {"changed", "list", "gone", "complete"};

void set_range(json::Object& to, const char* name, const std::optional<DayRange>& range) {
  if (range)
    to.set(name,
           json::Array{calendar::print_day(range->first), calendar::print_day(range->second)});
}

Day day_in(const json::Value& from) {
  const auto day = calendar::parse_day(from.as_string());
  if (!day) throw json::TypeError("\"" + from.as_string() + "\" is no day");
  return *day;
}

std::optional<DayRange> range_in(const json::Value& from, std::string_view name) {
  const auto* range = from.find(name);
  if (!range) return std::nullopt;
  const auto& days = range->as_array();
  if (days.size() != 2) throw json::TypeError("\"" + std::string(name) + "\" is no range");
  return DayRange{day_in(days[0]), day_in(days[1])};
}

std::optional<std::int64_t> number_in(const json::Value& from, std::string_view name) {
  const auto* number = from.find(name);
  return number ? std::optional(number->as_int64()) : std::nullopt;
}

Stage stage_in(const json::Value& from) {
  const auto found = std::find(stages.begin(), stages.end(), from.as_string());
  if (found == stages.end()) throw json::TypeError("\"stage\" is none that is known");
  return static_cast<Stage>(found - stages.begin());
}

} // namespace

json::Value to_json(const IncrementalPosition& position) {
  json::Object json{{"stage", std::string(stages[static_cast<std::size_t>(position.stage)])},
                    {"run", static_cast<std::int64_t>(position.run)},
                    {"known", position.known}};
  if (position.since) json.set("since", calendar::print_day(*position.since));
  if (position.reached) json.set("reached", calendar::print_day(*position.reached));
  set_range(json, "fixed", position.fixed);
  if (position.changed) json.set("changed", *position.changed);
  if (!position.window.empty()) json.set("window", position.window);
  if (position.stage == Stage::complete) return json;
  if (!position.asked.empty()) json.set("asked", position.asked);
  if (position.after) json.set("after", *position.after);
  set_range(json, "range", position.range);
  set_range(json, "slice", position.slice);
  json.set("slice_days", position.slice_days);
  json.set("slice_rows", position.slice_rows);
  json.set("list", to_json(position.list));
  return json;
}

std::optional<IncrementalPosition> read_incremental_position(const json::Value& from) {
  const auto* stage = from.find("stage");
  if (!stage) return std::nullopt;
  IncrementalPosition position;
  position.stage = stage_in(*stage);
  position.run = static_cast<std::uint8_t>(need_member(from, "run").as_int64());
  position.known = static_cast<std::uint64_t>(need_member(from, "known").as_int64());
  if (const auto* day = from.find("since")) position.since = day_in(*day);
  if (const auto* day = from.find("reached")) position.reached = day_in(*day);
  position.fixed = range_in(from, "fixed");
  position.changed = number_in(from, "changed");
  if (const auto* asked = from.find("asked")) position.asked = asked->as_string();
  if (const auto* window = from.find("window")) position.window = window->as_string();
  position.slice_days = static_cast<int>(number_in(from, "slice_days").value_or(1));
  position.after = number_in(from, "after");
  position.range = range_in(from, "range");
  position.slice = range_in(from, "slice");
  position.slice_rows = number_in(from, "slice_rows").value_or(0);
  if (const auto* list = from.find("list")) position.list = read_list_position(*list);
  if (position.slice_days < 1) throw json::TypeError("\"slice_days\" is out of range");
  return position;
}

} // namespace timely
