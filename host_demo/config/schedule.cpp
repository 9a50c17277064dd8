// SPDX-License-Identifier: MIT
#include "config/schedule.hpp"

#include "text/nearest.hpp"

#include <date/tz.h>

#include <stdexcept>
#include <vector>

namespace host {
namespace {

namespace chrono = std::chrono;

// The 29th of February comes within 8 years, also around 2100.
constexpr int max_days_ahead = 366 * 9;

bool is_day_of(const Cron& cron, date::local_days day) {
  const date::year_month_day parts(day);
  if (!cron.months[static_cast<unsigned>(parts.month())]) return false;
  const bool in_month = cron.days[static_cast<unsigned>(parts.day())];
  const bool in_week = cron.weekdays[date::weekday(day).c_encoding()];
  if (cron.any_day || cron.any_weekday) return in_month && in_week;
  return in_month || in_week;
}

// The moments at which clocks of the zone show `local`, as the schedule takes them.
std::vector<date::sys_seconds> moments_of(const date::time_zone& zone, date::local_seconds local,
                                          bool by_the_wall) {
  const auto info = zone.get_info(local);
  const auto moment = [&](const date::sys_info& rules) {
    return date::sys_seconds(local.time_since_epoch() - rules.offset);
  };
  switch (info.result) {
  case date::local_info::nonexistent:
    return by_the_wall ? std::vector<date::sys_seconds>()
                       : std::vector<date::sys_seconds>{info.second.begin};
  case date::local_info::ambiguous:
    if (by_the_wall) return {moment(info.first), moment(info.second)};
    return {moment(info.first)};
  default:
    return {moment(info.first)};
  }
}

} // namespace

const date::time_zone* find_time_zone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    std::vector<std::string> names;
    try {
      for (const auto& zone : date::get_tzdb().zones) names.push_back(zone.name());
    } catch (const std::exception&) { // no time zone data at all
    }
    const auto near = nearest(name, names);
    throw std::invalid_argument("there is no time zone \"" + name + "\"; " +
                                (names.empty() ? "the package tzdata is not installed"
                                 : near        ? "did you mean \"" + *near + "\"?"
                                        : "use a name of the IANA data, such as Europe/Oslo"));
  }
}

Schedule::Schedule(std::string_view cron, const std::string& time_zone)
    : cron_(parse_cron(cron)), zone_(nullptr) {
  if (!time_zone.empty()) {
    zone_ = find_time_zone(time_zone);
    return;
  }
  try {
    zone_ = date::current_zone();
  } catch (const std::exception&) { // a machine that names none goes by UTC
    zone_ = find_time_zone("Etc/UTC");
  }
}

std::optional<std::int64_t> Schedule::next_after(std::int64_t unix_us) const {
  const auto after =
      date::sys_seconds(chrono::floor<chrono::seconds>(chrono::microseconds(unix_us)));
  const bool by_the_wall = cron_.any_minute || cron_.any_hour;
  // The day before as well: what falls into its last, skipped hour runs on this one.
  const auto today = date::floor<date::days>(zone_->to_local(after));
  for (int ahead = -1; ahead <= max_days_ahead; ++ahead) {
    const auto day = today + date::days(ahead);
    if (!is_day_of(cron_, day)) continue;
    std::optional<date::sys_seconds> first;
    for (int minute = 0; minute < 24 * 60; ++minute) {
      if (!cron_.hours[static_cast<std::size_t>(minute / 60)] ||
          !cron_.minutes[static_cast<std::size_t>(minute % 60)])
        continue;
      for (const auto moment : moments_of(*zone_, day + chrono::minutes(minute), by_the_wall))
        if (moment > after && (!first || moment < *first)) first = moment;
    }
    if (first) return chrono::microseconds(first->time_since_epoch()).count();
  }
  return std::nullopt;
}

} // namespace host
