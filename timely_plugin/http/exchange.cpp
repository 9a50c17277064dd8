// SPDX-License-Identifier: MIT
#include "http/exchange.hpp"

#include "http/body.hpp"
#include "http/tls.hpp"
#include "http/words.hpp"

#include <Poco/String.h>

namespace timely::http {

namespace {

using hif::sdk::Answer;
using hif::sdk::BodyBuffer;

// Of released bodies that wait for the next answers. Smaller ones cost nothing to make.
constexpr std::size_t least_kept = 64 << 10, most_kept = 8 << 20;

constexpr int no_content = 204, not_modified = 304;

void fail(Attempt& attempt, hif_status status, std::string why) {
  attempt.status = status;
  attempt.why = std::move(why);
}

std::string said_by(const Poco::Exception& error) {
  return error.message().empty() ? error.displayText() : error.message();
}

// Whether the body has to be inflated. Throws Broken on an encoding that nobody asked for.
bool is_gzip(const AnswerHead& head) {
  const auto* said = head.find("Content-Encoding");
  const auto coding = said ? Poco::toLower(*said) : std::string();
  if (coding.empty() || coding == "identity") return false;
  if (coding == "gzip" || coding == "x-gzip") return true;
  throw Broken("the answer is encoded as " + coding + ", which was not asked for");
}

} // namespace

Exchange::Exchange(const hif::sdk::Host& host, const Settings& settings, Environment environment,
                   std::size_t max_connections)
    : host_(host), settings_(settings), dialer_(settings, std::move(environment)),
      pool_(max_connections), bodies_(std::make_shared<hif::sdk::BodyPool>(least_kept, most_kept)) {
}

void Exchange::UnderWay::readable() {
  lease_.connection()->readable();
}

Exchange::UnderWay::~UnderWay() {
  if (lease_.connection()) lease_.connection()->watch(nullptr);
}

// A part of an attempt; what it throws becomes what is known of the attempt.
template <typename Part>
void Exchange::carry_out(UnderWay& one, Attempt& attempt, const Part& part) {
  try {
    part();
  } catch (const CertificateError& error) {
    fail(attempt, HIF_UNAVAILABLE, error.what());
    attempt.final = true;
  } catch (const TooLarge& error) {
    fail(attempt, HIF_RESOURCE_EXHAUSTED, error.what());
    attempt.final = true;
  } catch (const Broken& error) {
    fail(attempt, HIF_DATA_LOSS, error.what());
  } catch (const Poco::Exception& error) {
    const auto& watch = one.watch_;
    watch.throw_if_over();
    const auto timed_out = !watch.timeout().empty();
    const auto cut_off = watch.received_any() && attempt.phase == HIF_PHASE_SENT && !timed_out;
    fail(attempt, cut_off ? HIF_DATA_LOSS : HIF_UNAVAILABLE,
         timed_out ? watch.timeout() : said_by(error));
    attempt.stale = one.reused_ && !watch.received_any() && !timed_out;
  }
}

void Exchange::attempt(const hif::sdk::Call& call, const Outgoing& request,
                       std::string_view authorization, const Timeouts& timeouts, bool fresh,
                       Attempt& attempt) {
  UnderWay one(host_, call, request, timeouts,
               pool_.acquire(host_, call, request.url.origin, fresh));
  carry_out(one, attempt, [&] {
    if (!one.lease_.connection()) one.lease_.open(dialer_.open(request.url.origin, one.watch_));
    write(one, authorization, attempt);
    read(one, attempt);
  });
  end(one, attempt);
}

std::unique_ptr<Exchange::UnderWay>
Exchange::reserve(const hif::sdk::Call& call, const Outgoing& request, const Timeouts& timeouts) {
  if (request.body.size() > Connection::joined_body_size) return nullptr;
  auto lease = pool_.acquire_idle(host_, request.url.origin);
  if (!lease) return nullptr;
  return std::make_unique<UnderWay>(host_, call, request, timeouts, std::move(*lease));
}

void Exchange::send(UnderWay& one, std::string_view authorization, Attempt& attempt) {
  one.failed_ = true;
  carry_out(one, attempt, [&] {
    write(one, authorization, attempt);
    one.failed_ = false;
  });
}

void Exchange::receive(UnderWay& one, Attempt& attempt) {
  if (!one.failed_) carry_out(one, attempt, [&] { read(one, attempt); });
  end(one, attempt);
}

void Exchange::end(UnderWay& one, Attempt& attempt) {
  if (one.watch_.sent_any()) one.call_.count(HIF_COUNT_REQUESTS, 1);
  attempt.elapsed_ms = (host_.steady_ns() - one.began_ns_) / 1'000'000;
}

void Exchange::write(UnderWay& one, std::string_view authorization, Attempt& attempt) {
  const auto& request = one.request_;
  auto& connection = *one.lease_.connection();
  connection.watch(&one.watch_);
  one.watch_.begin_write();
  // A request that could not be written to its end cannot have been acted on.
  connection.send(wire_head(request, authorization, dialer_.forward_proxy(request.url.origin)),
                  request.body);
  attempt.phase = HIF_PHASE_SENT;
  one.call_.count(HIF_COUNT_BYTES_OUT, request.body.size());
  one.watch_.begin_answer();
}

void Exchange::read(UnderWay& one, Attempt& attempt) {
  const auto& request = one.request_;
  auto& connection = *one.lease_.connection();
  auto head = connection.receive_head();
  auto answer = std::make_unique<Answer>();
  answer->http_status = head.http_status;
  const auto has_body = request.method != "HEAD" && answer->http_status != no_content &&
                        answer->http_status != not_modified;
  const auto gzip = has_body && is_gzip(head);
  answer->pool = bodies_;
  BodyBuffer packed;
  auto& raw = gzip ? packed : answer->body;
  const auto reusable = read_body(connection, head, has_body, settings_.max_response_bytes,
                                  last_body_size_, *bodies_, raw);
  one.call_.count(HIF_COUNT_BYTES_IN, raw.size());
  if (!head.find("Content-Length")) last_body_size_ = std::min<std::size_t>(raw.size(), 4 << 20);
  if (!connection.used) dialer_.remember(request.url.origin, connection);
  if (reusable) one.lease_.keep(host_.steady_ns());
  if (gzip && raw.size() > 0)
    inflate(raw.text(), settings_.max_response_bytes, *bodies_, answer->body);
  bodies_->keep(std::move(packed));
  answer->headers = std::move(head.headers);
  answer->phase = attempt.phase = HIF_PHASE_ANSWERED;
  attempt.answer = std::move(answer);
}

} // namespace timely::http
