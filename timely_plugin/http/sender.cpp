// SPDX-License-Identifier: MIT
#include "http/sender.hpp"

#include "http/redact.hpp"
#include "http/words.hpp"

namespace timely::http {

namespace {

using hif::sdk::Answer;
using hif::sdk::Error;

constexpr int max_redirects = 5;

std::string url_for_people(const Outgoing& request) {
  return request.method + " " + request.url.origin.text() + redact_target(request.url.target);
}

std::string_view request_id(const Answer& answer) {
  return header_of(answer.headers, "X-Request-Id");
}

// "GET https://…/1.1/accounts answered 429: words of the vendor (request id …)".
std::string answered(const Outgoing& request, const Answer& answer) {
  auto text = url_for_people(request) + " answered " + std::to_string(answer.http_status);
  if (const auto words = vendor_words(answer.body.text()); !words.empty()) text += ": " + words;
  if (const auto id = request_id(answer); !id.empty())
    text += " (request id " + std::string(id) + ")";
  return text;
}

hif::json::Value details_of(const Answer& answer) {
  return hif::json::Object{{"http_status", answer.http_status},
                           {"body", redact_body(answer.body.text())},
                           {"request_id", std::string(request_id(answer))}};
}

std::string authorization(const Sender::Run& run) {
  return "Bearer " + run.bearer.token.reveal();
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

} // namespace

Sender::Sender(const hif::sdk::Host& host, const Settings& settings, Exchange& exchange, Pace& pace,
               oauth::Authorizer& authorizer)
    : host_(host), settings_(settings), exchange_(exchange), pace_(pace), authorizer_(authorizer) {}

std::unique_ptr<Answer> Sender::send(const hif::sdk::Call& call, Outgoing request,
                                     Progress& progress) {
  Run run(host_, call, std::move(request), progress);
  return finish(run);
}

std::unique_ptr<Answer> Sender::finish(Run& run) {
  for (;;) {
    auto attempt = run.attempt ? std::move(*run.attempt) : try_once(run);
    run.attempt.reset();
    auto answer = settle(run, std::move(attempt));
    if (!answer) continue;
    answer->attempts = run.progress.attempts;
    answer->ambiguous = run.progress.ambiguous;
    return answer;
  }
}

// A part of an attempt, and how far it came, also when it breaks off.
template <typename Part>
void Sender::carry_out(Run& run, const Attempt& attempt, const Part& part) {
  try {
    part();
  } catch (const Error&) {
    run.progress.phase = attempt.phase;
    run.progress.ambiguous |= attempt.phase == HIF_PHASE_SENT;
    throw;
  }
  run.progress.phase = attempt.phase;
}

Attempt Sender::try_once(Run& run) {
  run.started_ns = pace_.wait(host_, run.call);
  run.bearer = authorizer_.bearer(run.call);
  count_attempt(run);
  Attempt attempt;
  carry_out(run, attempt, [&] {
    exchange_.attempt(run.call, run.request, authorization(run), settings_.timeouts, run.fresh,
                      attempt);
  });
  log(run, attempt);
  return attempt;
}

bool Sender::begin(Run& run) {
  run.under_way = exchange_.reserve(run.call, run.request, settings_.timeouts);
  if (!run.under_way) return false;
  const auto started_ns = pace_.at_once(host_);
  if (!started_ns) return run.under_way.reset(), false;
  run.started_ns = *started_ns;
  run.bearer = authorizer_.bearer(run.call);
  count_attempt(run);
  auto& attempt = run.attempt.emplace();
  carry_out(run, attempt, [&] { exchange_.send(*run.under_way, authorization(run), attempt); });
  return true;
}

std::unique_ptr<Answer> Sender::take(Run& run) {
  carry_out(run, *run.attempt, [&] { exchange_.receive(*run.under_way, *run.attempt); });
  run.under_way.reset();
  log(run, *run.attempt);
  return settles_at_once(run) ? finish(run) : nullptr;
}

// Whether settle() gives the answer without a wait and without another request.
bool Sender::settles_at_once(const Run& run) const {
  const auto& attempt = *run.attempt;
  if (!attempt.answer) return false;
  const auto status = attempt.answer->http_status;
  if (status == 401 || status == 429 || is_redirect(status)) return false;
  const auto verdict = judge(run.request.method, run.request.repeat, attempt);
  return !verdict.again && !verdict.at_once;
}

void Sender::count_attempt(Run& run) {
  ++run.progress.attempts;
  if (run.progress.attempts > 1) run.call.count(HIF_COUNT_RETRIES, 1);
  run.progress.phase = HIF_PHASE_NOT_SENT;
}

// The answer to give, or null when another attempt is to follow.
std::unique_ptr<Answer> Sender::settle(Run& run, Attempt attempt) {
  run.fresh = false;
  if (attempt.answer) {
    const auto status = attempt.answer->http_status;
    if (status == 401) return renew(run, *attempt.answer), nullptr;
    run.refusals = 0;
    authorizer_.worked(run.call, run.bearer);
    if (is_redirect(status)) return follow(run, *attempt.answer), nullptr;
    if (status != 429) heed(attempt.answer->headers);
  }
  const auto verdict = judge(run.request.method, run.request.repeat, attempt);
  run.progress.ambiguous |= verdict.ambiguous;
  if (verdict.at_once) {
    exchange_.drop_idle();
    run.fresh = true;
    return nullptr;
  }
  if (verdict.again && wait(run, attempt)) return nullptr;
  if (!attempt.answer || attempt.answer->http_status == 429) give_up(run, attempt);
  return std::move(attempt.answer);
}

void Sender::renew(Run& run, const Answer& answer) {
  const auto refused = answered(run.request, answer);
  authorizer_.replace(run.call, run.bearer, run.refusals++ > 0, refused, details_of(answer));
}

void Sender::follow(Run& run, const Answer& answer) {
  const auto location = header_of(answer.headers, "Location");
  const auto target = resolve_url(run.request.url, location);
  const auto refuse = [&](const std::string& why) {
    throw Error(HIF_UNAVAILABLE,
                answered(run.request, answer) + ", a redirect that is refused: " + why,
                details_of(answer));
  };
  if (!target) refuse("it does not say where to");
  if (!(target->origin == run.request.url.origin))
    refuse("it leads to " + target->origin.text() + ", and the key stays with " +
           run.request.url.origin.text() + "; check base_uri");
  if (run.request.method != "GET" && run.request.method != "HEAD") refuse("only a GET is sent on");
  if (++run.redirects > max_redirects) refuse("there are too many in a row");
  run.request.url.target = target->target;
}

bool Sender::wait(Run& run, const Attempt& attempt) {
  auto delay_ms = run.backoff.delay_ms(++run.failures);
  if (attempt.answer) {
    const auto& headers = attempt.answer->headers;
    if (const auto asked = retry_after_ms(header_of(headers, "Retry-After"), host_.now_us()))
      delay_ms = std::max(delay_ms, *asked);
    if (attempt.answer->http_status == 429) slow_down(run, delay_ms);
  }
  const auto elapsed_ms = (host_.steady_ns() - run.began_ns) / 1'000'000;
  if (run.failures >= static_cast<unsigned>(settings_.retry.max_attempts) ||
      elapsed_ms + delay_ms > settings_.retry.max_elapsed_ms) {
    run.call.retry_after(delay_ms);
    return false;
  }
  if (attempt.answer && attempt.answer->http_status == 429)
    wait_for_rate_limit(host_, run.call, delay_ms);
  else
    host_.sleep(run.call.raw(), delay_ms);
  return true;
}

void Sender::slow_down(const Run& run, std::int64_t pause_ms) {
  if (!pace_.refused(run.started_ns, host_.steady_ns(), pause_ms)) return;
  host_.log(HIF_LOG_INFO, "the vendor asks for fewer requests: a pause, then half the rate",
            hif::json::print(
                hif::json::Object{{"pause_ms", pause_ms}, {"requests_per_second", pace_.rate()}}));
}

void Sender::heed(const std::vector<hif::sdk::Header>& headers) {
  const auto change = pace_.answered(headers, host_.steady_ns(), host_.now_us());
  if (change.pause_ms > 0)
    host_.log(HIF_LOG_INFO, "the vendor's limit is reached: a pause until it is reset",
              hif::json::print(hif::json::Object{{"pause_ms", change.pause_ms}}));
  if (change.freed) host_.log(HIF_LOG_INFO, "requests are no longer slowed down");
}

void Sender::give_up(Run& run, const Attempt& attempt) {
  const auto tries = run.progress.attempts == 1
                         ? std::string()
                         : " (" + std::to_string(run.progress.attempts) + " attempts)";
  if (attempt.answer)
    throw Error(HIF_RATE_LIMITED, answered(run.request, *attempt.answer) + tries,
                details_of(*attempt.answer));
  std::string ending;
  if (attempt.phase == HIF_PHASE_SENT && !is_safe(run.request.method))
    ending = "; it may have been acted on";
  throw Error(attempt.status,
              url_for_people(run.request) + " failed: " + attempt.why + tries + ending);
}

void Sender::log(const Run& run, const Attempt& attempt) const {
  if (!host_.logs(HIF_LOG_DEBUG)) return;
  hif::json::Object fields{{"method", run.request.method},
                           {"path", redact_target(run.request.url.target)},
                           {"attempt", run.progress.attempts},
                           {"ms", attempt.elapsed_ms}};
  if (attempt.answer) {
    fields.set("status", attempt.answer->http_status);
    fields.set("bytes", static_cast<std::uint64_t>(attempt.answer->body.size()));
    fields.set("x-request-id", std::string(request_id(*attempt.answer)));
  } else {
    fields.set("why", attempt.why);
  }
  host_.log(HIF_LOG_DEBUG, "request", hif::json::print(fields));
  if (!host_.logs(HIF_LOG_TRACE)) return;
  hif::json::Object bodies{{"sent", redact_body(run.request.body)}};
  if (attempt.answer) bodies.set("received", redact_body(attempt.answer->body.text()));
  host_.log(HIF_LOG_TRACE, "bodies", hif::json::print(bodies));
}

} // namespace timely::http
