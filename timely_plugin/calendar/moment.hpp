// SPDX-License-Identifier: MIT
#pragma once
// ISO 8601 spellings of moments.

#include "calendar/zone.hpp"

namespace timely::calendar {

// A day as a whole (`instant` is its first moment), or one moment.
struct Moment {
  Instant instant;
  bool whole_day = false;
};

// "2026-03-09", "2026-03-09T14:02", "2026-03-09 14:02:11.5+01:00", "…Z"; what has no offset is in
// `zone`. A leap second is the second after it. Nothing when it is none of these.
std::optional<Moment> parse_moment(std::string_view text, const Zone& zone);
// "2026-03-09T14:02:11+01:00"; with microseconds or milliseconds only where there are any.
std::string print_moment(Instant instant, const Zone& zone);

} // namespace timely::calendar
