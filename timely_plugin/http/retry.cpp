// SPDX-License-Identifier: MIT
#include "http/retry.hpp"

namespace timely::http {

namespace {

bool may_repeat(std::string_view method, std::int32_t repeat) {
  if (repeat == HIF_REPEAT_ALWAYS) return true;
  return repeat != HIF_REPEAT_NEVER && is_idempotent(method);
}

Verdict judge_answer(std::string_view method, std::int32_t repeat, int http_status) {
  switch (http_status) {
  case 425:
  case 429: // refused before it was acted on
    return {.again = true};
  case 408:
    return {.again = may_repeat(method, repeat)};
  case 500:
  case 502:
  case 503:
  case 504:
    return {.again = may_repeat(method, repeat), .ambiguous = !is_safe(method)};
  default:
    return {};
  }
}

} // namespace

Verdict judge(std::string_view method, std::int32_t repeat, const Attempt& attempt) {
  if (attempt.answer) return judge_answer(method, repeat, attempt.answer->http_status);
  const auto may_have_acted = attempt.phase != HIF_PHASE_NOT_SENT;
  Verdict verdict{.ambiguous = may_have_acted};
  if (attempt.final) return verdict;
  verdict.again = !may_have_acted || may_repeat(method, repeat);
  verdict.at_once = verdict.again && attempt.stale;
  return verdict;
}

std::int64_t Backoff::delay_ms(unsigned attempt) {
  constexpr std::int64_t first_ms = 500, most_ms = 60'000;
  const auto bound = std::min(most_ms, first_ms << std::min(attempt - 1, 10u));
  if (!random_) random_.emplace(std::random_device{}());
  return std::uniform_int_distribution<std::int64_t>(0, bound)(*random_);
}

} // namespace timely::http
