// SPDX-License-Identifier: MIT
#pragma once
// What `incremental` of the configuration asks for.

#include "calendar/day.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/request_builder.hpp"

#include <hif/sdk/package.hpp>

#include <optional>
#include <vector>

namespace timely {

// What there is to find changes by.
enum class ChangeScope {
  days,    // day after day: the range that the request parameters fix, or all days
  changed, // the vendor's own filter by time of change, where only changes are wanted
  whole    // the list as the request parameters have it
};

struct Incremental {
  ChangeScope scope = ChangeScope::whole;
  std::optional<int> look_back_days; // as configured
  bool detect_deletions = true;
  const Entity* single = nullptr; // reads one record; null: deletions cannot be told
  // Of `days`.
  std::optional<calendar::Day> since;                           // the first day ever
  std::optional<std::pair<calendar::Day, calendar::Day>> fixed; // by the request parameters

  int look_back() const { return look_back_days.value_or(30); }
};

// Nothing when it is not wanted. What is wrong is added to `problems`.
std::optional<Incremental> read_incremental(const json::Value& config, const Catalogue& catalogue,
                                            const Entity& entity, const Answer& answer,
                                            const RequestParameters& parameters,
                                            std::vector<hif::sdk::Problem>& problems);

// `parameters` for the days `from` to `to`.
RequestParameters with_days(const Entity& entity, RequestParameters parameters, calendar::Day from,
                            calendar::Day to);
// `parameters` without the range of days and the place in the list: what tells reads apart that may
// share what they know.
RequestParameters without_place(const Entity& entity, RequestParameters parameters);

} // namespace timely
