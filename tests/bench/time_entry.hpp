// SPDX-License-Identifier: MIT
#pragma once
// What benchmarks are run on: time entries of about 2.4 KB.

#include <hif/sdk/json_print.hpp>

#include <string>

namespace timely::bench {

using hif::json::Array;
using hif::json::Object;

inline Object amount(int cents) {
  return {{"fractional", cents},
          {"formatted", "$" + std::to_string(cents / 100)},
          {"amount", hif::json::Number{std::to_string(cents / 100) + ".50"}},
          {"currency_code", "usd"}};
}

inline Object length(int minutes) {
  return {{"hours", minutes / 60},   {"minutes", minutes % 60}, {"seconds", 0},
          {"formatted", "02:30"},    {"total_hours", 2.5},      {"total_seconds", minutes * 60},
          {"total_minutes", minutes}};
}

// Shaped as the API shapes a time entry.
inline std::string entry(int id) {
  Array labels;
  for (int i = 0; i < 6; ++i)
    labels.push_back(Object{{"id", 100 + i}, {"name", "Label \"" + std::to_string(i) + "\""}});
  const Object user{{"id", 4711},
                    {"email", "ann@example.com"},
                    {"name", "Ann Aas"},
                    {"active", true},
                    {"avatar", Object{{"large_retina", std::string(90, 'a')},
                                      {"large", std::string(90, 'b')},
                                      {"medium", std::string(90, 'c')}}}};
  const Object project{{"id", 99},
                       {"active", true},
                       {"name", "Booking Engine"},
                       {"color", "67a3bc"},
                       {"client", Object{{"id", 5}, {"name", "Northwind"}}},
                       {"budget", 0},
                       {"note", std::string(300, 'n')}};
  return hif::json::print(Object{{"id", id},
                                 {"uid", "external_" + std::to_string(id)},
                                 {"user", user},
                                 {"project", project},
                                 {"duration", length(150)},
                                 {"estimated_duration", length(0)},
                                 {"cost", amount(23750)},
                                 {"estimated_cost", amount(0)},
                                 {"day", "2026-11-25"},
                                 {"note", "Call with the client about the second phase"},
                                 {"sequence", 1},
                                 {"billable", true},
                                 {"billed", false},
                                 {"hour_rate", 95.0},
                                 {"label_ids", Array{100, 101, 102}},
                                 {"labels", labels},
                                 {"timestamps", Array()},
                                 {"created_at", 1795608000},
                                 {"updated_at", 1795608100},
                                 {"state", Object{{"locked", std::string(400, 's')}}}});
}

} // namespace timely::bench
