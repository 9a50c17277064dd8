// SPDX-License-Identifier: MIT
#include "subscriber/page_source.hpp"

#include "catalogue/answer_error.hpp"

namespace timely {

using hif::sdk::Error;

namespace {

constexpr int most_attempts = 3;

} // namespace

std::shared_ptr<const Page> PageSource::get(const hif::sdk::Call& call, std::int64_t position) {
  const auto request = settings_.request_at(position);
  for (int attempt = 1;; ++attempt) {
    auto response = ask(call, request);
    if (response.phase() == HIF_PHASE_NOT_SENT && response.http_status() == 0) return nullptr;
    if (!response.ok()) throw refusal_error(settings_.entity->title, request, response);
    const std::string request_id(response.header("x-request-id"));
    try {
      return reader_.read(std::move(response));
    } catch (const BrokenPage& broken) {
      call.throw_if_cancelled();
      if (attempt < most_attempts) continue;
      throw Error(HIF_DATA_LOSS,
                  settings_.entity->title + ": " + request.method + " " +
                      std::string(without_query(request.target)) +
                      " gave an answer that cannot be read: " + broken.what() +
                      (request_id.empty() ? "" : " (request id " + request_id + ")"));
    }
  }
}

hif::sdk::Response PageSource::ask(const hif::sdk::Call& call,
                                   const hif::sdk::Request& request) const {
  try {
    return client_.send(call, request);
  } catch (const hif::sdk::SendError& error) {
    throw Error(error.status, failure_message(settings_.entity->title, request, error),
                error.details);
  }
}

} // namespace timely
