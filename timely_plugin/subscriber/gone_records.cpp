// SPDX-License-Identifier: MIT
#include "subscriber/gone_records.hpp"

#include "subscriber/seen_keys.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <deque>

namespace timely {
namespace {

using hif::sdk::Call;

constexpr std::size_t usual_depth = 4; // requests at a time

json::Value key_value(std::string_view text) {
  if (number_of(text)) return json::Number{std::string(text)};
  return std::string(text);
}

// The name of the placeholder that stands last in the path.
std::string last_placeholder(const Entity& entity) {
  const auto open = entity.path.rfind('{'), close = entity.path.rfind('}');
  return open == std::string::npos ? std::string() : entity.path.substr(open + 1, close - open - 1);
}

} // namespace

GoneRecords::GoneRecords(const ReadSettings& settings, const Entity& single,
                         const hif::sdk::Client& client, Fetcher& fetcher)
    : settings_(settings), single_(single), source_(single, single.answer, client, fetcher) {}

// What of the list's own parameters the single record takes, too, goes with it: the record then
// looks as it does in the list.
hif::sdk::Request GoneRecords::request_for(std::string_view key) const {
  RequestParameters parameters;
  const auto& own = settings_.parameters;
  const auto last = last_placeholder(single_);
  for (const auto& field : single_.path_parameters) {
    if (field.name == last)
      parameters.path.set(field.name, std::string(key));
    else if (const auto* value = own.path.find(field.name))
      parameters.path.set(field.name, *value);
  }
  for (const auto& field : single_.query_parameters)
    if (const auto* value = own.query.find(field.name)) parameters.query.set(field.name, *value);
  return build_request(single_, parameters);
}

std::vector<LookedUp> GoneRecords::look_up(const Call& call, const std::vector<std::string>& keys) {
  const auto depth = std::max<std::size_t>(settings_.prefetch.value_or(usual_depth), 1);
  std::deque<std::unique_ptr<Fetcher::Asked>> ahead;
  std::vector<LookedUp> states;
  for (std::size_t asked = 0; states.size() < keys.size();) {
    while (ahead.size() < depth && asked < keys.size())
      ahead.push_back(source_.ask(call, request_for(keys[asked++])));
    states.push_back(state_of(call, *ahead.front()));
    ahead.pop_front();
  }
  return states;
}

LookedUp GoneRecords::state_of(const Call& call, Fetcher::Asked& asked) {
  using State = LookedUp::State;
  auto received = source_.receive(call, asked);
  const auto status = received.response.http_status(); // 0: a success
  if (status == 404 || status == 410) return {State::gone, nullptr};
  if (status == 403) return {State::withheld, nullptr};
  auto page = source_.read(call, asked, std::move(received));
  if (!page || page->records().empty()) return {State::withheld, nullptr};
  const bool deleted = fields_.is_true(page->records().front().json, "deleted");
  return {deleted ? State::gone : State::there, std::move(page)};
}

std::string GoneRecords::key_record(std::string_view key) const {
  json::Object record;
  const auto& names = settings_.answer.record_key;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto end = i + 1 < names.size() ? key.find('/') : key.npos;
    record.set(names[i], key_value(key.substr(0, end)));
    key.remove_prefix(end == key.npos ? key.size() : end + 1);
  }
  return json::print(record);
}

} // namespace timely
