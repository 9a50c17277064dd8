// SPDX-License-Identifier: MIT
#include "run/lane_setup.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <optional>

namespace host {
namespace {

constexpr const char* scope = "hif/lanes"; // no object has such a name

std::string name_of(const std::string& route, const std::string& outgoing) {
  return route + "/" + outgoing;
}

std::string text_of(const LaneSetup& setup) {
  return hif::json::print(hif::json::Object{{"lanes", setup.lanes}, {"key", setup.key}});
}

std::optional<LaneSetup> setup_in(const std::string& text) {
  const auto value = hif::json::parse(text);
  const auto *lanes = value.find("lanes"), *key = value.find("key");
  if (!lanes || !key || !key->is_string()) return std::nullopt;
  return LaneSetup{lanes->to_uint64().value_or(1), key->as_string()};
}

} // namespace

LaneSetup find_lanes(StateKeeper& state, Log& log, const std::string& route,
                     const OutgoingConfig& outgoing) {
  const LaneSetup configured{outgoing.lanes, outgoing.lane_key};
  const auto left = state.get_state(scope, name_of(route, outgoing.name));
  if (!left) return configured;
  const auto setup = setup_in(left->value).value_or(configured);
  if (setup != configured)
    log.write(HIF_LOG_WARN, route,
              "the last run did not come to its end, so outgoing \"" + outgoing.name +
                  "\" keeps its lanes in this one: " + std::to_string(setup.lanes) +
                  (setup.key.empty() ? "" : " by " + setup.key) +
                  "; what is configured now counts from the next run on");
  return setup;
}

void begin_lanes(StateKeeper& state, const std::string& route, const std::string& outgoing,
                 const LaneSetup& setup) {
  const auto name = name_of(route, outgoing);
  const auto left = state.get_state(scope, name);
  const auto text = text_of(setup);
  if (!left || left->value != text) state.put_state(scope, name, text, left ? left->revision : 0);
}

void end_lanes(StateKeeper& state, const std::string& route, const std::string& outgoing) {
  state.remove_state(scope, name_of(route, outgoing));
}

} // namespace host
