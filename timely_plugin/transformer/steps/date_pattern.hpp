// SPDX-License-Identifier: MIT
#pragma once
// Patterns of dates: "%d.%m.%Y %H:%M". Names of months and days are English, whatever the locale.

#include "calendar/moment.hpp"

namespace timely::steps {

// Throws std::invalid_argument when a field is not known.
void check_date_pattern(std::string_view pattern);

// What `text` says by `pattern`; a pattern without time gives a whole day. What names no offset is
// in `zone`. Nothing when the text does not follow it, or names no real day or time.
std::optional<calendar::Moment> parse_by_pattern(std::string_view text, std::string_view pattern,
                                                 const calendar::Zone& zone);
std::string print_by_pattern(calendar::Instant instant, std::string_view pattern,
                             const calendar::Zone& zone);

} // namespace timely::steps
