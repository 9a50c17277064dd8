// SPDX-License-Identifier: MIT
#include "calendar/zone.hpp"

#include <date/tz.h>

#include <cstdio>
#include <cstdlib>

namespace timely::calendar {
namespace {

namespace chrono = std::chrono;

Local local_at(Instant instant, chrono::seconds offset) {
  const auto shown = instant + offset;
  const auto day = chrono::floor<chrono::days>(shown);
  return {day, shown - day, offset};
}

const date::time_zone* rules_of(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    throw UnknownZone("there is no time zone \"" + name +
                      "\"; use a name of the IANA data, such as Europe/Oslo, and see that the "
                      "package tzdata is installed");
  }
}

} // namespace

std::optional<chrono::seconds> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return chrono::seconds(0);
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const int sign = text[0] == '-' ? -1 : 1;
  std::string digits;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] >= '0' && text[i] <= '9')
      digits += text[i];
    else if (text[i] != ':' || i != 3)
      return std::nullopt;
  }
  if (digits.size() != 2 && digits.size() != 4) return std::nullopt;
  if (digits.size() == 2 && text.size() != 3) return std::nullopt;
  const int all = std::atoi(digits.c_str());
  const int hours = digits.size() == 2 ? all : all / 100,
            minutes = digits.size() == 2 ? 0 : all % 100;
  if (hours > 23 || minutes > 59) return std::nullopt;
  return sign * (chrono::hours(hours) + chrono::minutes(minutes));
}

std::string print_offset(chrono::seconds offset) {
  if (offset.count() == 0) return "Z";
  const auto minutes = std::abs(offset.count()) / 60;
  char text[32];
  std::snprintf(text, sizeof text, "%c%02d:%02d", offset.count() < 0 ? '-' : '+',
                static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
  return text;
}

Zone Zone::named(std::string_view name) {
  if (name == "UTC") return utc();
  if (const auto offset = parse_offset(name)) return Zone(std::string(name), nullptr, *offset);
  return Zone(std::string(name), rules_of(std::string(name)), {});
}

Local Zone::local(Instant instant) const {
  if (!rules_) return local_at(instant, offset_);
  const auto info = rules_->get_info(chrono::floor<chrono::seconds>(instant));
  return local_at(instant, info.offset);
}

Instant Zone::at(Day day, Microseconds time) const {
  const Instant shown = Instant(day) + time; // as if clocks showed UTC
  if (!rules_) return shown - offset_;
  const auto info = rules_->get_info(
      date::local_seconds(chrono::floor<chrono::seconds>(shown).time_since_epoch()));
  // In a gap the offset before it leads as far behind the gap as the time is behind its start.
  return shown - info.first.offset;
}

Instant Zone::start_of(Day day) const {
  if (!rules_) return at(day, Microseconds(0));
  const auto info = rules_->get_info(
      date::local_seconds(chrono::duration_cast<chrono::seconds>(day.time_since_epoch())));
  if (info.result != date::local_info::nonexistent) return at(day, Microseconds(0));
  return info.second.begin; // the moment at which the clock leapt over midnight
}

} // namespace timely::calendar
