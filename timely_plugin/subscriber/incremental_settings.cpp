// SPDX-License-Identifier: MIT
#include "subscriber/incremental_settings.hpp"

#include "subscriber/settings.hpp"

#include <algorithm>

namespace timely {
namespace {

using calendar::Day;
using hif::sdk::Problem;

const json::Value* given(const Window& window, const RequestParameters& parameters,
                         const std::string& name) {
  const auto* value = window.in_body ? parameters.payload.find(name) : parameters.query.find(name);
  return value && !value->is_null() ? value : nullptr;
}

std::optional<Day> day_given(const Window& window, const RequestParameters& parameters,
                             const std::string& name) {
  const auto* value = given(window, parameters, name);
  return value ? calendar::parse_day(parameter_text(Type::date, *value)) : std::nullopt;
}

bool goes_by_days(const Entity& entity, const RequestParameters& parameters) {
  if (!entity.window || entity.window->field.empty()) return false;
  const auto& others = entity.window->alternatives;
  return std::none_of(others.begin(), others.end(), [&](const std::string& name) {
    return given(*entity.window, parameters, name);
  });
}

bool goes_by_change(const Entity& entity, const RequestParameters& parameters) {
  return entity.cursor && entity.cursor->unix_seconds && !entity.cursor->filter.empty() &&
         !parameters.query.contains(entity.cursor->filter);
}

ChangeScope scope_of(const Entity& entity, const RequestParameters& parameters) {
  if (goes_by_days(entity, parameters)) return ChangeScope::days;
  return goes_by_change(entity, parameters) ? ChangeScope::changed : ChangeScope::whole;
}

void read_options(const json::Value& from, Incremental& incremental) {
  if (const auto* days = from.find("look_back_days"); days && !days->is_null())
    incremental.look_back_days = static_cast<int>(days->as_int64());
  if (const auto* wanted = from.find("detect_deletions"); wanted && !wanted->is_null())
    incremental.detect_deletions = wanted->as_bool();
  if (const auto* since = from.find("since"); since && !since->is_null())
    incremental.since = calendar::parse_day(since->as_string());
}

void read_range(const Entity& entity, const RequestParameters& parameters, Incremental& incremental,
                std::vector<Problem>& problems) {
  const auto& window = *entity.window;
  const bool begins = given(window, parameters, window.from);
  // Where both are required, half a range is told of already.
  if (!window.both_required && begins != (given(window, parameters, window.to) != nullptr)) {
    const auto& [there, missing] =
        begins ? std::pair(window.from, window.to) : std::pair(window.to, window.from);
    problems.push_back({"/incremental", "\"" + there + "\" without \"" + missing + "\" is no range",
                        "give both, or neither and incremental.since"});
  }
  const auto from = day_given(window, parameters, window.from);
  const auto to = day_given(window, parameters, window.to);
  if (from && to) incremental.fixed = {*from, *to};
  if (incremental.since && (from || to))
    problems.push_back({"/incremental/since",
                        "the request parameters say which days are read, and so does this",
                        "leave one of them out"});
}

} // namespace

std::optional<Incremental> read_incremental(const json::Value& config, const Catalogue& catalogue,
                                            const Entity& entity, const Answer& answer,
                                            const RequestParameters& parameters,
                                            std::vector<Problem>& problems) {
  const auto* wanted = config.find("incremental");
  if (!is_on(wanted)) return std::nullopt;
  Incremental incremental;
  if (wanted->is_object()) read_options(*wanted, incremental);
  incremental.scope = scope_of(entity, parameters);
  if (!entity.single.empty()) incremental.single = catalogue.by_id(entity.single);
  if (answer.record_key.empty())
    problems.push_back(
        {"/incremental",
         "the records of \"" + entity.title + "\" have no key, so that what changed cannot be told",
         "leave it out: then all of them are read each time"});
  if (const auto* most = config.find("max_pages"); most && !most->is_null())
    problems.push_back({"/max_pages",
                        "max_pages would leave out records, which then look as if they were gone",
                        "leave it or incremental out; a limit on the records of a run loses none"});
  if (incremental.scope == ChangeScope::days)
    read_range(entity, parameters, incremental, problems);
  else if (incremental.since)
    problems.push_back(
        {"/incremental/since", "\"" + entity.title + "\" is not read day by day", "leave it out"});
  return incremental;
}

RequestParameters with_days(const Entity& entity, RequestParameters parameters, Day from, Day to) {
  const auto& window = *entity.window;
  if (window.in_body && !parameters.payload.is_object()) parameters.payload = json::Object();
  auto& part = window.in_body ? parameters.payload.as_object() : parameters.query;
  part.set(window.from, calendar::print_day(from));
  part.set(window.to, calendar::print_day(to));
  return parameters;
}

RequestParameters without_place(const Entity& entity, RequestParameters parameters) {
  std::vector<std::string> names;
  if (entity.window) names = {entity.window->from, entity.window->to};
  if (entity.paging)
    names.insert(names.end(), {entity.paging->position_parameter, entity.paging->size_parameter});
  for (const auto& name : names) {
    parameters.query.erase(name);
    if (parameters.payload.is_object()) parameters.payload.as_object().erase(name);
  }
  return parameters;
}

} // namespace timely
