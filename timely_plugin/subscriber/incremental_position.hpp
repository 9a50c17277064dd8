// SPDX-License-Identifier: MIT
#pragma once
// Where a read of changes stands: the `at` of its checkpoints. README.md, "Changes only".

#include "calendar/day.hpp"
#include "subscriber/list_reader.hpp"

#include <optional>
#include <string>

namespace timely {

using DayRange = std::pair<calendar::Day, calendar::Day>; // both included

struct IncrementalPosition {
  enum class Stage {
    changed, // what the vendor's own filter gives
    list,    // the list, or its slices of days
    gone,    // what is known and was not seen is looked up
    complete
  };
  Stage stage = Stage::complete;
  std::uint8_t run = 0;    // 1 to 255, round and round
  std::uint64_t known = 0; // records in KnownRecords
  ListPosition list;       // in the list, or in the slice

  // Read day by day.
  std::optional<DayRange> range;        // of this run
  std::optional<DayRange> slice;        // that is being read
  int slice_days = 1;                   // how long the next is to be
  std::int64_t slice_rows = 0;          // read of it
  std::optional<calendar::Day> since;   // the first day that was ever read
  std::optional<calendar::Day> reached; // today of the last complete run over no fixed range
  std::optional<DayRange> fixed;        // of the last complete run over a fixed range

  // By time of change, in seconds of Unix time.
  std::optional<std::int64_t> after;   // what this run asks the filter for
  std::optional<std::int64_t> changed; // the latest change seen

  // The days that the request parameters say: of this run, and, of a list that is not read day by
  // day, of the last complete one.
  std::string asked, window;
};

json::Value to_json(const IncrementalPosition& position);
// Nothing when `from` is of another way of reading. Throws json::TypeError.
std::optional<IncrementalPosition> read_incremental_position(const json::Value& from);

} // namespace timely
