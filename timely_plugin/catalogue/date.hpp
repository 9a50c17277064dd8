// SPDX-License-Identifier: MIT
#pragma once
// Days and times as the API writes them.

#include <string_view>

namespace timely {

// Whether `text` is a real day, YYYY-MM-DD.
bool is_date(std::string_view text);

// Whether `text` is a day, or a day and a time of ISO 8601: `2026-03-09T14:02:11.5+01:00`.
bool is_date_time(std::string_view text);

// Whether `text` is a time of day: `14:30`, `14:30:05`.
bool is_clock(std::string_view text);

} // namespace timely
