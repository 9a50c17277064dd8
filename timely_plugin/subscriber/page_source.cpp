// SPDX-License-Identifier: MIT
#include "subscriber/page_source.hpp"

#include "catalogue/answer_error.hpp"

namespace timely {

using hif::sdk::Call;
using hif::sdk::Error;
using hif::sdk::Request;

namespace {

constexpr int most_attempts = 3;

} // namespace

// What a dry run previews goes to the call itself, so it is sent only when it is received.
std::unique_ptr<Fetcher::Asked> PageSource::ask(const Call& call, Request request) {
  if (call.dry_run()) return std::make_unique<Fetcher::Asked>(std::move(request));
  return fetcher_.ask(std::move(request), reader_);
}

Received PageSource::receive(const Call& call, Fetcher::Asked& asked) {
  try {
    return call.dry_run() ? Received::of(client_.send(call, asked.request()), *reader_)
                          : fetcher_.take(call, asked);
  } catch (const hif::sdk::SendError& error) {
    throw Error(error.status, failure_message(title_, asked.request(), error), error.details);
  }
}

std::shared_ptr<const Page> PageSource::read(const Call& call, const Fetcher::Asked& asked,
                                             Received received) {
  const auto& request = asked.request();
  for (int attempt = 1;; ++attempt) {
    if (received.page) return received.page;
    const auto& response = received.response;
    if (received.broken.empty()) {
      if (response.phase() == HIF_PHASE_NOT_SENT && response.http_status() == 0) return nullptr;
      throw refusal_error(title_, request, response);
    }
    call.throw_if_cancelled();
    if (attempt == most_attempts)
      throw Error(
          HIF_DATA_LOSS,
          title_ + ": " + request.method + " " + std::string(without_query(request.target)) +
              " gave an answer that cannot be read: " + received.broken +
              (received.request_id.empty() ? "" : " (request id " + received.request_id + ")"));
    received = receive(call, *ask(call, request));
  }
}

} // namespace timely
