// SPDX-License-Identifier: MIT
#include "calendar/relative.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

namespace timely::calendar {
namespace {

namespace chrono = std::chrono;

constexpr int most_count = 1'000'000;
// Of months and longer: std::chrono counts no further than the year 32767.
constexpr int most_periods = 9'999;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& letter : out)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return out;
}

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

// Words at blanks, and a number apart from the unit that follows it ("-7days"). A day, with or
// without its time, stays whole.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (const char letter : text) {
    if (letter == ' ' || letter == '\t') {
      end_word();
      continue;
    }
    const bool unit = !word.empty() && word.size() < 10 && is_digit(word.back()) &&
                      word.find('-', 1) == word.npos && (letter < '0' || letter > '9') &&
                      letter != '-' && letter != ':';
    if (unit) end_word();
    word += letter;
  }
  end_word();
  return words;
}

std::optional<Period> period_of(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, Period>, 5> names{
      {{"day", Period::day},
       {"week", Period::week},
       {"month", Period::month},
       {"quarter", Period::quarter},
       {"year", Period::year}}};
  if (word.ends_with('s')) word.remove_suffix(1);
  for (const auto& [name, period] : names)
    if (word == name) return period;
  return std::nullopt;
}

std::optional<chrono::seconds> length_of(std::string_view word) {
  if (word.ends_with('s')) word.remove_suffix(1);
  if (word == "second" || word == "sec") return chrono::seconds(1);
  if (word == "minute" || word == "min") return chrono::minutes(1);
  if (word == "hour") return chrono::hours(1);
  return std::nullopt;
}

std::optional<chrono::weekday> weekday_of(std::string_view word) {
  static constexpr std::array<std::string_view, 7> names{
      "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
  const auto at = std::find(names.begin(), names.end(), word);
  if (at == names.end()) return std::nullopt;
  return chrono::weekday(static_cast<unsigned>(at - names.begin()));
}

// -1, 0, 1 for last, this, next.
std::optional<int> direction_of(std::string_view word) {
  if (word == "last" || word == "previous") return -1;
  if (word == "this" || word == "current") return 0;
  if (word == "next") return 1;
  return std::nullopt;
}

std::optional<int> count_of(std::string_view word) {
  const bool back = word.starts_with('-');
  if (back || word.starts_with('+')) word.remove_prefix(1);
  if (word.empty() || word.size() > 7 || !std::all_of(word.begin(), word.end(), is_digit))
    return std::nullopt;
  int value = 0;
  for (const char digit : word) value = value * 10 + (digit - '0');
  if (value > most_count) return std::nullopt;
  return back ? -value : value;
}

class Reading {
 public:
  Reading(std::string_view text, Instant now, const Zone& zone)
      : text_(text), now_(now), zone_(zone), words_(words_of(text)), at_(now) {}

  Moment read() {
    if (words_.empty()) fail("it is empty");
    while (next_ < words_.size()) step();
    return {at_, whole_day_};
  }

 private:
  void step() {
    const auto& word = words_[next_];
    const auto small = lower(word);
    if (next_ == 0 && anchor(small)) return;
    if (small == "of" || small == "ago") fail("\"" + word + "\" has nothing before it");
    if (edge(small) || counted(small) || named(small)) return;
    fail("\"" + word + "\" is not understood");
  }

  bool anchor(std::string_view word) {
    if (word == "now") return ++next_, true;
    if (word == "today" || word == "yesterday" || word == "tomorrow") {
      ++next_;
      const int days = word == "today" ? 0 : word == "yesterday" ? -1 : 1;
      put(zone_.day_of(now_) + chrono::days(days));
      return true;
    }
    // A day and its time may stand apart: "2026-03-09 14:02".
    if (words_.size() > 1)
      if (const auto both = parse_moment(words_[0] + " " + words_[1], zone_)) return take(*both, 2);
    const auto moment = parse_moment(words_[0], zone_);
    return moment && take(*moment, 1);
  }

  bool take(Moment moment, std::size_t words) {
    at_ = moment.instant;
    whole_day_ = moment.whole_day;
    next_ += words;
    return true;
  }

  // "start of last month", "first day of next quarter".
  bool edge(std::string_view word) {
    std::size_t ahead = next_ + 1;
    bool start = word == "start" || word == "beginning" || word == "first";
    if (!start && word != "end" && word != "last") return false;
    if (word == "first" || word == "last") {
      if (peek(ahead) != "day" || peek(ahead + 1) != "of") {
        if (word == "first") fail("\"first\" is followed by \"day of\"");
        return false;
      }
      ++ahead;
    }
    if (peek(ahead++) != "of") fail("\"" + std::string(word) + "\" is followed by \"of\"");
    const auto direction = direction_of(peek(ahead));
    if (direction) ++ahead;
    const auto period = period_of(peek(ahead));
    if (!period) fail("a day, week, month, quarter or year follows \"of\"");
    next_ = ahead + 1;
    const auto day = add(start_of(*period, zone_.day_of(at_)), *period, direction.value_or(0));
    checked(day);
    if (start)
      put(day);
    else
      put_end(end_of(*period, day));
    return true;
  }

  // "+2 weeks", "3 days ago".
  bool counted(std::string_view word) {
    auto count = count_of(word);
    if (!count) return false;
    const auto unit = peek(next_ + 1);
    next_ += 2;
    if (peek(next_) == "ago") {
      if (word.starts_with('-') || word.starts_with('+')) fail("\"ago\" after a sign");
      count = -*count;
      ++next_;
    }
    if (const auto period = period_of(unit))
      move(*period, *count);
    else if (const auto length = length_of(unit))
      move(*length * *count);
    else
      fail("\"" + std::string(word) +
           "\" is followed by seconds, minutes, hours, days, weeks, "
           "months, quarters or years");
    return true;
  }

  // "next month", "last friday".
  bool named(std::string_view word) {
    const auto direction = direction_of(word);
    if (!direction) return false;
    const auto what = peek(next_ + 1);
    next_ += 2;
    if (const auto period = period_of(what))
      move(*period, *direction);
    else if (const auto weekday = weekday_of(what); weekday && *direction != 0)
      put(nearest(*weekday, *direction));
    else
      fail("\"" + std::string(word) + "\" is followed by a period or, save \"this\", a weekday");
    return true;
  }

  Day nearest(chrono::weekday weekday, int direction) const {
    const auto day = zone_.day_of(at_);
    const auto away =
        direction < 0 ? chrono::weekday(day) - weekday : weekday - chrono::weekday(day);
    return day + direction * (away.count() == 0 ? chrono::days(7) : away);
  }

  void move(Period period, int count) {
    if (count == 0) return;
    if (period != Period::day && period != Period::week && std::abs(count) > most_periods)
      out_of_range();
    const auto local = zone_.local(at_);
    const auto day = add(local.day, period, count);
    checked(day);
    at_ = zone_.at(day, local.time);
  }

  void move(chrono::seconds length) {
    at_ += length;
    whole_day_ = false;
    checked(zone_.day_of(at_));
  }

  void put(Day day) {
    checked(day);
    at_ = zone_.start_of(day);
    whole_day_ = true;
  }

  void put_end(Day day) {
    checked(day);
    at_ = zone_.start_of(day + chrono::days(1)) - Microseconds(1);
    whole_day_ = true;
  }

  void checked(Day day) const {
    if (day <= first_day || day >= last_day) out_of_range();
  }

  [[noreturn]] void out_of_range() const { fail("it leads out of the years 1 to 9999"); }

  std::string peek(std::size_t at) const { return at < words_.size() ? lower(words_[at]) : ""; }

  [[noreturn]] void fail(const std::string& why) const {
    throw BadExpression("\"" + std::string(text_) + "\" is no moment: " + why +
                        "; write for example now, yesterday, -7 days, start of last month");
  }

  std::string_view text_;
  Instant now_;
  const Zone& zone_;
  std::vector<std::string> words_;
  std::size_t next_ = 0;
  Instant at_;
  bool whole_day_ = false;
};

} // namespace

Moment resolve(std::string_view text, Instant now, const Zone& zone) {
  return Reading(text, now, zone).read();
}

} // namespace timely::calendar
