// SPDX-License-Identifier: MIT
#pragma once
// The spellings of lengths of time, over exact seconds.

#include "transformer/decimal.hpp"

#include <hif/sdk/json.hpp>

namespace timely::steps {

enum class DurationFormat {
  clock,   // "7:30", "07:30", "7:30:15"
  hours,   // 7.5, or "7.5"
  minutes, // 450
  seconds, // 27000
  iso,     // "PT7H30M" (ISO 8601 §5.5.2.2; weeks and days too, of 24 hours)
  object   // {"hours": 7, "minutes": 30, "seconds": 0, …}
};

// The seconds that `value` spells; nothing when it is not of that format. The total of an object
// is its total_seconds, or the sum of its hours, minutes and seconds.
std::optional<Decimal> parse_duration(const hif::json::Value& value, DurationFormat format);
// The format that a value is of, where that can be told: an object, "7:30", "PT7H".
std::optional<DurationFormat> format_of(const hif::json::Value& value);

struct DurationPrinting {
  DurationFormat format = DurationFormat::clock;
  int digits = 4;            // behind the point, of hours, minutes and seconds
  bool pad_hours = false;    // "07:30"
  bool with_seconds = false; // "7:30:15"
};
// Rounded half up to what the format can say: whole minutes of "7:30", whole seconds of "7:30:15"
// and of an object, microseconds of ISO 8601. Throws ArithmeticError.
hif::json::Value print_duration(const Decimal& seconds, const DurationPrinting& how);

} // namespace timely::steps
