// SPDX-License-Identifier: MIT
#pragma once
// All that the sandbox's account holds, in memory. Records other than time entries are JSON
// objects with the fields and the order of the API's records; what depends on other records
// (a project's client, its totals, a label's children) is filled in when they are shown.
// Not safe for concurrent use: the dispatcher lets one request in at a time.

#include "calendar.hpp"
#include "event.hpp"

#include <hif/sdk/json.hpp>

#include <map>
#include <string>
#include <unordered_map>

namespace timely::sandbox {

namespace json = hif::json;

class Table {
 public:
  explicit Table(std::int64_t first_id) : next_id_(first_id) {}

  json::Object* find(std::int64_t id);
  const json::Object* find(std::int64_t id) const;
  // The record; its "id" is set when it has none.
  json::Object& add(json::Object record);
  bool erase(std::int64_t id) { return records_.erase(id) > 0; }
  std::int64_t next_id() { return next_id_++; }
  auto begin() const { return records_.begin(); }
  auto end() const { return records_.end(); }
  auto begin() { return records_.begin(); }
  auto end() { return records_.end(); }
  std::size_t size() const { return records_.size(); }

 private:
  std::map<std::int64_t, json::Object> records_;
  std::int64_t next_id_;
};

struct Store {
  explicit Store(Clock& clock) : clock(clock) {}

  Clock& clock;
  std::string application_name = "Timely sandbox";
  json::Object account;
  std::int64_t account_id = 90210;
  std::int64_t current_user_id = 7312; // whom the keys act for
  Table clients{61204}, projects{480210}, users{7312}, labels{3300}, teams{88};
  Table forecasts{2290}, webhooks{415}, states{31}, state_permissions{12}, roles{510};
  Table day_properties{9901}, activities{70100}, capacities{600}, jobs{77};
  std::map<std::string, Table> others; // of entities that have no rules of their own
  EventTable events;
  std::int64_t next_team_user_id = 51, next_timestamp_id = 36;

  // JSON text of the project and user inside an entry; made anew after any change of them.
  const std::string& project_fragment(std::int64_t project_id);
  const std::string& user_fragment(std::int64_t user_id);
  void forget_fragments();

 private:
  std::unordered_map<std::int64_t, std::string> project_fragments_, user_fragments_;
};

// Members of a record; `otherwise` where there is none of that type.
std::int64_t integer_in(const json::Object& record, std::string_view name,
                        std::int64_t otherwise = 0);
double number_in(const json::Object& record, std::string_view name, double otherwise = 0);
bool flag_in(const json::Object& record, std::string_view name, bool otherwise = false);
std::string text_in(const json::Object& record, std::string_view name);
std::vector<std::int64_t> integers_in(const json::Object& record, std::string_view name);
json::Array to_array(const std::vector<std::int64_t>& integers);
bool contains(const std::vector<std::int64_t>& integers, std::int64_t wanted);

// Lays `changes` over the members that `record` has already; null changes nothing, as in the API.
void merge(json::Object& record, const json::Object& changes);

} // namespace timely::sandbox
