// SPDX-License-Identifier: MIT
#include "http/pace.hpp"

#include "http/words.hpp"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>
#include <Poco/Exception.h>

#include <algorithm>
#include <charconv>

namespace timely::http {

namespace {

constexpr std::int64_t ns_per_ms = 1'000'000;
constexpr double ns_per_s = 1e9;
constexpr std::size_t max_starts = 64;
constexpr double slowest = 0.1;           // requests per second
constexpr double creep_per_second = 0.05; // of the rate that was too much
constexpr std::int64_t day_ms = 86'400'000;

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || rest != end || number < 0) return std::nullopt;
  return number;
}

std::string_view rate_header(const std::vector<hif::sdk::Header>& headers, const char* name) {
  const auto standard = header_of(headers, std::string("RateLimit-") + name);
  return standard.empty() ? header_of(headers, std::string("X-RateLimit-") + name) : standard;
}

} // namespace

std::optional<std::int64_t> http_date_s(std::string_view text) {
  try {
    int zone = 0;
    const auto date =
        Poco::DateTimeParser::parse(Poco::DateTimeFormat::HTTP_FORMAT, std::string(text), zone);
    const auto unix_s = date.timestamp().epochTime();
    if (unix_s <= 0) return std::nullopt; // the parser makes a date of anything
    return unix_s;
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

std::optional<std::int64_t> retry_after_ms(std::string_view value, std::int64_t now_us) {
  if (value.empty()) return std::nullopt;
  if (const auto seconds = whole_number(value)) return std::min(*seconds, day_ms / 1000) * 1000;
  const auto date_s = http_date_s(value);
  if (!date_s) return std::nullopt;
  return std::clamp<std::int64_t>(*date_s * 1000 - now_us / 1000, 0, day_ms);
}

void wait_for_rate_limit(const hif::sdk::Host& host, const hif::sdk::Call& call,
                         std::int64_t delay_ms) {
  const auto began_ns = host.steady_ns();
  const auto count = [&] {
    const auto waited_ms = (host.steady_ns() - began_ns + ns_per_ms / 2) / ns_per_ms;
    call.count(HIF_COUNT_RATE_LIMIT_WAITS, 1);
    call.count(HIF_COUNT_RATE_LIMIT_WAIT_MS, static_cast<std::uint64_t>(waited_ms));
  };
  try {
    host.sleep(call.raw(), delay_ms);
  } catch (...) {
    count();
    throw;
  }
  count();
}

std::int64_t Pace::wait(const hif::sdk::Host& host, const hif::sdk::Call& call) {
  std::int64_t turn_ns = 0;
  {
    const std::lock_guard lock(mutex_);
    turn_ns = std::max(next_ns_, host.steady_ns());
    if (const auto rate = allowed(); rate > 0)
      next_ns_ = turn_ns + static_cast<std::int64_t>(ns_per_s / rate);
  }
  for (;;) {
    const auto now_ns = host.steady_ns();
    std::int64_t until_ns = turn_ns;
    {
      const std::lock_guard lock(mutex_);
      until_ns = std::max(until_ns, paused_until_ns_);
      if (until_ns <= now_ns) {
        started(now_ns);
        return now_ns;
      }
    }
    wait_for_rate_limit(host, call, (until_ns - now_ns + ns_per_ms - 1) / ns_per_ms);
  }
}

std::optional<std::int64_t> Pace::at_once(const hif::sdk::Host& host) {
  const std::lock_guard lock(mutex_);
  const auto now_ns = host.steady_ns();
  if (std::max(next_ns_, paused_until_ns_) > now_ns) return std::nullopt;
  if (const auto rate = allowed(); rate > 0)
    next_ns_ = now_ns + static_cast<std::int64_t>(ns_per_s / rate);
  started(now_ns);
  return now_ns;
}

void Pace::started(std::int64_t now_ns) {
  starts_ns_.push_back(now_ns);
  if (starts_ns_.size() > max_starts) starts_ns_.pop_front();
}

bool Pace::refused(std::int64_t started_ns, std::int64_t now_ns, std::int64_t pause_ms) {
  const std::lock_guard lock(mutex_);
  paused_until_ns_ = std::max(paused_until_ns_, now_ns + pause_ms * ns_per_ms);
  if (started_ns < cut_ns_) return false;
  refused_at_ = rate_ > 0 ? rate_ : observed_rate(now_ns);
  rate_ = std::max(slowest, refused_at_ / 2);
  next_ns_ = std::max(next_ns_, paused_until_ns_);
  cut_ns_ = crept_ns_ = now_ns;
  return true;
}

Pace::Change Pace::answered(const std::vector<hif::sdk::Header>& headers, std::int64_t now_ns,
                            std::int64_t now_us) {
  const auto remaining = whole_number(rate_header(headers, "Remaining"));
  const auto reset = whole_number(rate_header(headers, "Reset"));
  Change change;
  const std::lock_guard lock(mutex_);
  if (remaining == 0 && reset) {
    constexpr std::int64_t least_unix_s = 1'000'000'000;
    const auto delay_s = *reset < least_unix_s ? *reset : *reset - now_us / 1'000'000;
    change.pause_ms = std::clamp<std::int64_t>(delay_s, 0, day_ms / 1000) * 1000;
    paused_until_ns_ = std::max(paused_until_ns_, now_ns + change.pause_ms * ns_per_ms);
  }
  if (rate_ <= 0) return change;
  const auto elapsed_s =
      static_cast<double>(std::max<std::int64_t>(0, now_ns - crept_ns_)) / ns_per_s;
  rate_ += creep_per_second * refused_at_ * std::min(elapsed_s, 1.0);
  crept_ns_ = now_ns;
  change.freed = rate_ > 2 * refused_at_;
  if (change.freed) rate_ = 0;
  return change;
}

double Pace::rate() const {
  const std::lock_guard lock(mutex_);
  return allowed();
}

double Pace::allowed() const {
  if (rate_ <= 0) return ceiling_;
  return ceiling_ > 0 ? std::min(rate_, ceiling_) : rate_;
}

double Pace::observed_rate(std::int64_t now_ns) const {
  if (starts_ns_.empty()) return 1;
  const auto span_s = static_cast<double>(now_ns - starts_ns_.front()) / ns_per_s;
  return static_cast<double>(starts_ns_.size()) / std::max(span_s, 1.0);
}

} // namespace timely::http
