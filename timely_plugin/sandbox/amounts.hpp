// SPDX-License-Identifier: MIT
#pragma once
// Durations and money as the API shows them.

#include "calendar.hpp"

#include <hif/sdk/json.hpp>

#include <string>

namespace timely::sandbox {

// {"hours":2,"minutes":30,"seconds":0,"formatted":"02:30","total_hours":2.5,…}
void append_duration(std::string& out, Seconds seconds);
hif::json::Value duration(Seconds seconds);
// {"fractional":23750,"formatted":"$237.50","amount":237.5,"currency_code":"usd"}
void append_money(std::string& out, std::int64_t cents);
hif::json::Value money(std::int64_t cents);
// A number that always shows a fraction, of two digits at most: 95.0, 0.33
void append_decimal(std::string& out, double value);
hif::json::Value decimal(double value);
void append_integer(std::string& out, std::int64_t value);

} // namespace timely::sandbox
