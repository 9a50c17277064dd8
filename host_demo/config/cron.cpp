// SPDX-License-Identifier: MIT
#include "config/cron.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace host {

namespace {

constexpr std::string_view month_names[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                            "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view weekday_names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct Field {
  const char* name;
  int first, last;
  std::span<const std::string_view> names; // of `first` and the following
};

[[noreturn]] void fail(const Field& field, std::string_view text) {
  throw std::invalid_argument("\"" + std::string(text) + "\" is no " + field.name + " (" +
                              std::to_string(field.first) + " to " + std::to_string(field.last) +
                              ")");
}

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find_first_of(separators);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<int> number_in(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || text[0] == '-')
    return std::nullopt;
  return number;
}

int value_of(const Field& field, std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  });
  const auto named = std::ranges::find(field.names, std::string_view(lower));
  if (named != field.names.end())
    return field.first + static_cast<int>(named - field.names.begin());
  const auto number = number_in(text);
  if (!number || *number < field.first || *number > field.last) fail(field, text);
  return *number;
}

// One part of a list: *, 5, 1-5, each with or without a step.
template <std::size_t N>
void add_range(const Field& field, std::string_view part, std::bitset<N>& values) {
  const auto slash = part.find('/');
  const auto range = part.substr(0, slash);
  int first = field.first, last = field.last, step = 1;
  if (slash != std::string_view::npos) {
    const auto number = number_in(part.substr(slash + 1));
    if (!number || *number < 1) fail(field, part);
    step = *number;
  }
  if (range != "*") {
    const auto dash = range.find('-');
    first = value_of(field, range.substr(0, dash));
    if (dash != std::string_view::npos)
      last = value_of(field, range.substr(dash + 1));
    else if (slash == std::string_view::npos)
      last = first;
  }
  if (last < first) fail(field, part);
  // 7 is Sunday as well.
  for (long value = first; value <= last; value += step)
    values.set(static_cast<std::size_t>(field.last == 7 ? value % 7 : value));
}

template <std::size_t N>
void read(const Field& field, std::string_view text, std::bitset<N>& values) {
  for (const auto part : split(text, ",")) add_range(field, part, values);
}

} // namespace

Cron parse_cron(std::string_view text) {
  auto fields = split(text, " \t");
  std::erase(fields, std::string_view());
  if (fields.size() != 5)
    throw std::invalid_argument("a schedule has 5 fields, this one has " +
                                std::to_string(fields.size()));
  Cron cron;
  read({"minute", 0, 59, {}}, fields[0], cron.minutes);
  read({"hour", 0, 23, {}}, fields[1], cron.hours);
  read({"day of the month", 1, 31, {}}, fields[2], cron.days);
  read({"month", 1, 12, month_names}, fields[3], cron.months);
  read({"day of the week", 0, 7, weekday_names}, fields[4], cron.weekdays);
  cron.any_minute = fields[0].starts_with('*');
  cron.any_hour = fields[1].starts_with('*');
  cron.any_day = fields[2].starts_with('*');
  cron.any_weekday = fields[4].starts_with('*');
  return cron;
}

} // namespace host
