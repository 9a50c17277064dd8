// SPDX-License-Identifier: MIT
#pragma once
// The five fields of a crontab line (POSIX crontab, with the usual steps and names).

#include <bitset>
#include <string_view>

namespace host {

struct Cron {
  std::bitset<60> minutes;
  std::bitset<24> hours;
  std::bitset<32> days;    // of the month, from 1
  std::bitset<13> months;  // from 1
  std::bitset<7> weekdays; // from Sunday
  // A day matches when both its fields do; where neither is *, either of them.
  bool any_day = false; // the field is *, or begins with it
  bool any_weekday = false;
  bool any_minute = false;
  bool any_hour = false;
};

// "0 2 * * *". Throws std::invalid_argument with the reason.
Cron parse_cron(std::string_view text);

} // namespace host
